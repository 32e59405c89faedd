"""Payroll and money: payslips, bank statements, tax forms of the United States, invoices."""

from __future__ import annotations

import re

from detectors.classes.form import Form, Forms
from detectors.classes.phrase import words

#: Social security and employer numbers, whole or with the first digits masked as the forms allow.
_TAX_NUMBER = re.compile(r"(?:\d{3}|[Xx*]{3})-(?:\d{2}|[Xx*]{2})-\d{4}|\b\d{2}-\d{7}\b")

_PAYSLIP = Form(
    "fin.payroll",
    "document.payslip",
    words(
        "payslip|pay slip|pay stub|paystub|pay statement|earnings statement|salary slip|wage slip|statement of earnings|direct deposit advice",
        "gehaltsabrechnung|lohnabrechnung|entgeltabrechnung|verdienstabrechnung|bezügemitteilung|abrechnung der brutto/netto-bezüge",
        "bulletin de paie|bulletin de salaire|fiche de paie|nómina|recibo de nómina|recibo de salario|recibo de sueldo|busta paga|cedolino",
        "prospetto paga|recibo de vencimento|holerite|contracheque|recibo de pagamento de salário|loonstrook|salarisstrook|salarisspecificatie",
        "pasek płacowy|lista płac|odcinek wypłaty|lönespecifikation|lønseddel|lønnsslipp|palkkalaskelma|palkkaerittely|maaş bordrosu",
        "ücret bordrosu|расчетный листок|расчётный лист|розрахунковий листок|工资单|工资条|薪資單|給与明細|給与明細書|給料明細|급여명세서|임금명세서",
        "قسيمة الراتب|كشف الراتب|वेतन पर्ची|slip gaji|phiếu lương|bảng lương|výplatní páska|bérjegyzék|fluturaș de salariu",
    ),
    {
        "gross": words(
            "gross pay|gross earnings|gross salary|gross wages|total gross|total earnings|total gross pay|bruttolohn|bruttogehalt|gesamtbrutto",
            "brutto|steuerbrutto|salaire brut|brut|total brut|salario bruto|total devengado|devengos|retribuzione lorda|lordo|total bruto",
            "totale competenze|salário bruto|vencimentos|total de vencimentos|brutoloon|bruto salaris|bruto|wynagrodzenie brutto|bruttolön",
            "bruttoløn|bruttolønn|bruttopalkka|brüt ücret|brüt maaş|начислено|всего начислено|нараховано|应发工资|应发合计|總薪資|総支給額",
            "支給合計|支給額|지급액|지급합계|총지급액|إجمالي الراتب|सकल वेतन|gaji kotor|total pendapatan|tổng thu nhập|hrubá mzda|bruttó bér|salariu brut",
        ),
        "net": words(
            "net pay|net salary|net wages|take home pay|net amount|net payment|nettolohn|nettogehalt|auszahlungsbetrag|netto|netto-bezüge",
            "net à payer|salaire net|net payé|net à payer avant impôt|líquido a percibir|salario neto|neto a pagar|sueldo neto|netto in busta",
            "netto a pagare|netto del mese|salário líquido|líquido a receber|valor líquido|nettoloon|netto salaris|do wypłaty",
            "wynagrodzenie netto|nettolön|nettoløn|nettolønn|nettopalkka|maksetaan|net ücret|net ödenen|ele geçen|к выплате|на руки",
            "до виплати|实发工资|实发合计|實發金額|差引支給額|手取り額|実수령액|실지급액|실수령액|차인지급액|صافي الراتب|शुद्ध वेतन",
            "gaji bersih|lương thực lĩnh|thực lĩnh|čistá mzda|nettó bér|salariu net",
        ),
        "deductions": words(
            "deductions|total deductions|employee deductions|federal tax|federal income tax|state tax|social security|medicare|income tax",
            "national insurance|paye tax|fica|provident fund|lohnsteuer|solidaritätszuschlag|sozialversicherung|rentenversicherung",
            "krankenversicherung|cotisations|cotisations salariales|csg/crds|retenues|deducciones|irpf|seguridad social|trattenute",
            "totale trattenute|irpef|contributi inps|descontos|inss|irrf|total de descontos|inhoudingen|loonheffing|potrącenia|składki zus",
            "zaliczka na podatek|skatt|preliminärskatt|a-skat|am-bidrag|trekk|skattetrekk|ennakonpidätys|kesintiler|sgk primi|gelir vergisi",
            "удержано|ндфл|утримано|пдфо|个人所得税|扣款合计|社保|扣除額|控除合計|控除額|健康保険|厚生年金|所得税|공제액|공제합계|국민연금|소득세",
            "الخصومات|إجمالي الاستقطاعات|कटौती|कुल कटौती|potongan|total potongan|bpjs|khấu trừ|srážky|levonások|rețineri|impozit",
        ),
        "period": words(
            "pay period|pay date|period ending|period beginning|check date|payment date|pay day|abrechnungsmonat|abrechnungszeitraum",
            "période|période de paie|date de paiement|periodo de liquidación|período|periodo|periodo di paga|mese|competência|mês|periode",
            "loonperiode|okres|miesiąc|löneperiod|utbetalningsdag|lønperiode|palkkakausi|dönem|период|період|发薪日期|月份|支給日|支給年月",
            "지급일|급여월|فترة الدفع|वेतन अवधि|periode gaji|kỳ lương|období|bérszámfejtési időszak|luna",
        ),
        "worker": words(
            "employee|employee name|employee id|employee no|employee number|payroll number|payroll id|personalnummer|personal-nr|arbeitnehmer",
            "matricule|salarié|nom du salarié|emploi|trabajador|empleado|nif|matricola|dipendente|cognome e nome|funcionário|matrícula",
            "werknemer|personeelsnummer|pracownik|nazwisko i imię|anställd|anställningsnr|medarbejder|ansatt|työntekijä|personel|sicil no",
            "сотрудник|табельный номер|работник|працівник|员工姓名|员工编号|姓名|社員番号|氏名|成명|성명|사번|اسم الموظف|الرقم الوظيفي",
            "कर्मचारी|कर्मचारी का नाम|nama karyawan|nik|họ và tên|mã nhân viên|zaměstnanec|munkavállaló|angajat",
        ),
        "year": words("ytd|year to date|ytd total|jahreswerte|cumul|cumul annuel|acumulado|progressivo|cumulatief|累計|年累计|누계"),
    },
    3,
    4,
    ("net",),
    2,
)

_STATEMENT = Form(
    "fin.bank_statement",
    "document.bank-statement",
    words(
        "bank statement|account statement|statement of account|checking account statement|account summary|statement period|kontoauszug",
        "relevé de compte|relevé bancaire|extracto bancario|extracto de cuenta|estado de cuenta|estratto conto|extrato bancário",
        "extrato de conta|rekeningafschrift|wyciąg bankowy|wyciąg z rachunku|kontoutdrag|kontoudskrift|kontoutskrift|tiliote",
        "hesap özeti|hesap ekstresi|выписка по счету|выписка по счёту|виписка по рахунку|银行对账单|账户明细|交易明细|對帳單|取引明細書",
        "入出金明細|거래내역서|거래명세서|كشف حساب|खाता विवरण|rekening koran|mutasi rekening|sao kê tài khoản|výpis z účtu|bankszámlakivonat",
        "extras de cont",
    ),
    {
        "opening": words(
            "opening balance|beginning balance|previous balance|balance brought forward|starting balance|anfangssaldo|alter kontostand",
            "alter saldo|solde précédent|ancien solde|solde initial|saldo anterior|saldo inicial|saldo iniziale|beginsaldo|vorig saldo",
            "saldo początkowe|saldo poprzednie|ingående saldo|primosaldo|inngående saldo|alkusaldo|açılış bakiyesi|devir bakiyesi",
            "входящий остаток|вхідний залишок|期初余额|上期余额|繰越残高|이월잔액|الرصيد الافتتاحي|प्रारंभिक शेष|saldo awal|số dư đầu kỳ",
            "počáteční zůstatek|nyitó egyenleg|sold inițial",
        ),
        "closing": words(
            "closing balance|ending balance|new balance|balance carried forward|available balance|endsaldo|neuer kontostand|neuer saldo",
            "nouveau solde|solde final|saldo final|saldo actual|saldo finale|saldo disponível|eindsaldo|nieuw saldo|saldo końcowe|nytt saldo",
            "utgående saldo|ultimosaldo|loppusaldo|kapanış bakiyesi|исходящий остаток|вихідний залишок|期末余额|差引残高|残高|잔액",
            "الرصيد الختامي|अंतिम शेष|saldo akhir|số dư cuối kỳ|konečný zůstatek|záró egyenleg|sold final",
        ),
        "movements": words(
            "deposits|withdrawals|debits|credits|debit|credit|paid in|paid out|money in|money out|total deposits|total withdrawals|transactions",
            "soll|haben|buchungen|umsätze|gutschrift|lastschrift|débit|crédit|opérations|débito|crédito|cargos|abonos|movimientos|dare|avere",
            "movimenti|movimentos|af|bij|bijschrijvingen|afschrijvingen|obciążenia|uznania|operacje|insättningar|uttag|indsat|hævet|panot|otot",
            "borç|alacak|işlemler|дебет|кредит|приход|расход|借方|贷方|收入|支出|お預り金額|お支払金額|입금|출금|مدين|دائن",
            "जमा|निकासी|debet|kredit|ghi nợ|ghi có|terhelés|jóváírás|debitare|creditare",
        ),
        "account": words(
            "account number|account no|account holder|account|iban|sort code|routing number|kontonummer|kontoinhaber|numéro de compte|titulaire",
            "número de cuenta|titular|numero conto|intestatario|número da conta|agência|rekeningnummer|numer rachunku|posiadacz rachunku",
            "kontonr|tilinumero|hesap no|hesap numarası|номер счета|номер счёта|номер рахунку|账号|账户|户名|口座番号|口座名義|계좌번호|예금주",
            "رقم الحساب|खाता संख्या|nomor rekening|no rekening|số tài khoản|číslo účtu|számlaszám|număr cont",
        ),
    },
    2,
    3,
    ("account",),
    4,
)

_W2 = Form(
    "fin.w9_1099",
    "document.w2",
    words("w-2|form w-2|wage and tax statement|form w-2 wage and tax statement|w-2c"),
    {
        "wages": words("wages, tips, other compensation|wages tips other comp|wages, tips, other comp|wages tips other compensation"),
        "federal": words("federal income tax withheld|federal tax withheld"),
        "social": words("social security wages|social security tax withheld|medicare wages and tips|medicare tax withheld"),
        "person": words("employee's social security number|employee's ssa number|employee's first name and initial|employee's name|employee"),
        "employer": words("employer identification number|employer identification number (ein|employer's name, address, and zip code|employer"),
    },
    3,
    0,
    (),
    1,
    _TAX_NUMBER,
)

_1099 = Form(
    "fin.w9_1099",
    "document.1099",
    words("1099-nec|1099-misc|1099-int|1099-div|1099-k|1099-r|1099-b|1099-g|form 1099|1042-s"),
    {
        "payer": words("payer|payer's name|payer's tin|payer's name, street address, city or town|payer's federal identification number"),
        "recipient": words("recipient|recipient's name|recipient's tin|recipient's identification number|account number"),
        "amount": words(
            "nonemployee compensation|federal income tax withheld|rents|royalties|interest income|total ordinary dividends|other income",
            "gross distribution|gross amount of payment card|state income|state tax withheld|proceeds",
        ),
    },
    2,
    0,
    ("recipient",),
    1,
    _TAX_NUMBER,
)

_W9 = Form(
    "fin.w9_1099",
    "document.w9",
    words("w-9|form w-9|request for taxpayer identification number and certification|request for taxpayer|w-8ben|form w-8ben"),
    {
        "name": words("name|name (as shown on your income tax return|business name|business name/disregarded entity name|legal name|name of entity"),
        "class": words(
            "federal tax classification|individual/sole proprietor|individual/sole proprietor or single-member llc|c corporation|s corporation",
            "limited liability company|exempt payee code|check appropriate box for federal tax classification|partnership",
        ),
        "tin": words(
            "taxpayer identification number|taxpayer identification number (tin|social security number|employer identification number",
            "ssn|ein|tin|ssn or ein|foreign tax identifying number",
        ),
        "signed": words("certification|signature|signature of u.s. person|under penalties of perjury|sign here|date"),
    },
    2,
    0,
    ("tin",),
    0,
    _TAX_NUMBER,
)

_INVOICE = Form(
    "fin.invoice",
    "document.invoice",
    words(
        "invoice|tax invoice|rechnung|facture|factura|fattura|fatura|factuur|faktura|faktura vat|lasku|счет-фактура|счёт на оплату|рахунок",
        "рахунок-фактура|发票|發票|請求書|세금계산서|청구서|فاتورة|فاتورة ضريبية|चालान|बीजक|tagihan|hóa đơn|számla|factură|חשבונית|τιμολόγιο",
    ),
    {
        "number": words(
            "invoice number|invoice no|invoice #|invoice|rechnungsnummer|rechnung nr|rechnungs-nr|numéro de facture|facture n°|n° de facture",
            "número de factura|factura n|factura nº|numero fattura|fattura n|número da fatura|factuurnummer|numer faktury|faktura nr",
            "fakturanummer|laskun numero|fatura no|номер счета|发票号码|發票號碼|請求書番号|日련번호|일련번호|رقم الفاتورة|चालान संख्या|nomor invoice",
            "số hóa đơn|číslo faktury|számlaszám|număr factură",
        ),
        "due": words(
            "due date|payment due|payment terms|amount due|balance due|terms|fällig am|fälligkeit|zahlungsziel|zahlbar bis|échéance",
            "date d'échéance|net à payer|fecha de vencimiento|vencimiento|scadenza|vencimento|vervaldatum|betalingstermijn|termin płatności",
            "förfallodatum|forfaldsdato|forfallsdato|eräpäivä|vade tarihi|vade|срок оплаты|支払期限|お支払期限|납부기한|تاريخ الاستحقاق|देय तिथि",
            "jatuh tempo|hạn thanh toán|datum splatnosti|splatnost|fizetési határidő|scadență|付款期限|到期日",
        ),
        "total": words(
            "total|grand total|total due|subtotal|sub total|gesamtbetrag|gesamt|summe|rechnungsbetrag|total ttc|total ht|montant total",
            "importe total|total a pagar|base imponible|totale|totale fattura|imponibile|valor total|totaal|subtotaal|razem|do zapłaty",
            "totalt|att betala|i alt|sum|yhteensä|toplam|genel toplam|итого|всього|合计|价税合计|合計|合計金額|小計|합계|공급가액|المجموع|कुल",
            "tổng cộng|celkem|celková částka|összesen|fizetendő|总计",
        ),
        "tax": words(
            "vat|tax|sales tax|gst|vat id|vat number|mwst|ust|umsatzsteuer|ust-idnr|steuernummer|tva|siret|iva|nif|cif|partita iva|p.iva|btw",
            "btw-nummer|nip|stawka vat|moms|org.nr|cvr|alv|y-tunnus|kdv|vergi no|ндс|инн|пдв|税额|税率|統一編號|消費税|登録番号|부가세|세액",
            "ضريبة القيمة المضافة|gstin|ppn|npwp|thuế gtgt|mã số thuế|dph|dič|áfa|adószám|tva|cui",
        ),
        "parties": words(
            "bill to|billed to|ship to|sold to|customer|remit to|rechnungsempfänger|kunde|kundennummer|client|facturé à|adresse de facturation",
            "cliente|facturar a|spett.le|destinatario|klant|klantnummer|nabywca|sprzedawca|kund|kundnummer|kunde|asiakas|müşteri|alıcı",
            "покупатель|продавец|плательщик|покупець|购买方|销售方|御中|請求先|공급자|공급받는자|العميل|ग्राहक|kepada|pelanggan|khách hàng",
            "người mua hàng|odběratel|dodavatel|vevő|eladó|cumpărător|furnizor|bill from",
        ),
    },
    3,
    0,
    ("total",),
    2,
)

PAYROLL = Forms((_W2, _1099, _W9, _PAYSLIP, _STATEMENT, _INVOICE))
