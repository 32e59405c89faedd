"""Contracts: agreements that name their parties, non-disclosure agreements among them; licences of software are not."""

from __future__ import annotations

from detectors.classes.form import Form, Forms
from detectors.classes.phrase import words

#: What licences of software have and contracts do not.
_LICENCE = words(
    "grant of copyright license|grant of patent license|redistribution|disclaimer of warranty|preamble|source code form|conveying non-source forms",
    "contributor license agreement|end user license agreement|no warranty|how to apply these terms to your new programs|installation|usage",
    "basic permissions|additional terms|license grant|permission is hereby granted|apache license|licensing",
)

_CLAUSES = {
    "definitions": words(
        "definitions|definition|interpretation|definitionen|begriffsbestimmungen|définitions|definiciones|definizioni|definições|definities",
        "definicje|definitioner|definisjoner|määritelmät|tanımlar|определения|термины и определения|визначення|定义|定義|용어의 정의|التعريفات",
        "परिभाषाएँ|definisi|định nghĩa|definice|fogalommeghatározások|definiții|definition of confidential information|confidential information",
        "vertrauliche informationen|informations confidentielles|información confidencial|informazioni riservate|informações confidenciais",
        "vertrouwelijke informatie|informacje poufne|конфиденциальная информация|保密信息|秘密情報|비밀정보|المعلومات السرية",
    ),
    "duties": words(
        "obligations|obligations of receiving party|duties|services|scope of services|scope of work|duties and responsibilities|position and duties",
        "pflichten|leistungen|leistungsumfang|tätigkeit|vertragsgegenstand|gegenstand des vertrages|beginn des arbeitsverhältnisses|objet",
        "objet du contrat|obligations des parties|fonctions|obligaciones|objeto|objeto del contrato|obligaciones de las partes|oggetto",
        "oggetto del contratto|obblighi delle parti|objeto do contrato|obrigações|obrigações das partes|verplichtingen|werkzaamheden|functie",
        "przedmiot umowy|obowiązki stron|åtaganden|uppdraget|forpligtelser|velvoitteet|sözleşmenin konusu|tarafların yükümlülükleri",
        "предмет договора|обязанности сторон|права и обязанности сторон|предмет договору|обов'язки сторін|服务内容|双方权利义务|工作内容",
        "業務内容|秘密保持義務|목적|의무|موضوع العقد|التزامات الطرفين|दायित्व|kewajiban|hak dan kewajiban|nghĩa vụ|předmět smlouvy",
        "a szerződés tárgya|obiectul contractului|obligations of the parties|non-disclosure|confidentiality|geheimhaltung|confidentialité",
        "confidencialidad|riservatezza|confidencialidade|geheimhouding|poufność|sekretess|конфиденциальность|保密义务|비밀유지",
    ),
    "money": words(
        "compensation|fees|payment|payment terms|fees and payment|salary|remuneration|vergütung|arbeitsvergütung|rémunération|prix|honorarios",
        "remuneración|retribución|salario|precio|corrispettivo|compenso|retribuzione|remuneração|preço|pagamento|vergoeding|salaris",
        "wynagrodzenie|ersättning|lön|vederlag|løn|palkka|korvaus|ücret|ödeme|оплата труда|стоимость услуг|порядок расчетов|оплата праці",
        "ціна договору|劳动报酬|服务费用|付款方式|報酬|賃金|임금|보수|대금|الأجر|المقابل المالي|पारिश्रमिक|वेतन|upah|pembayaran|thù lao|tiền lương",
        "odměna|cena|díjazás|preț|remunerație",
    ),
    "term": words(
        "term|term and termination|termination|duration|laufzeit|kündigung|vertragsdauer|laufzeit und kündigung|durée|résiliation|duración",
        "terminación|plazo|vigencia|resolución|durata|recesso|risoluzione|vigência|prazo|rescisão|duur|beëindiging|opzegging|okres obowiązywania",
        "wypowiedzenie|rozwiązanie umowy|avtalstid|uppsägning|varighed|opsigelse|voimassaolo|irtisanominen|süre|fesih|sözleşmenin süresi",
        "срок действия|срок действия договора|расторжение договора|строк дії договору|合同期限|合同的解除|期限|契約期間|解除|有効期間|계약기간|해지",
        "مدة العقد|إنهاء العقد|अवधि|समाप्ति|jangka waktu|pengakhiran|thời hạn|chấm dứt|doba trvání|výpověď|időtartam|felmondás|durata contractului",
    ),
    "law": words(
        "governing law|applicable law|jurisdiction|governing law and jurisdiction|dispute resolution|arbitration|anwendbares recht|gerichtsstand",
        "droit applicable|loi applicable|juridiction compétente|ley aplicable|jurisdicción|legge applicabile|foro competente|lei aplicável|foro",
        "toepasselijk recht|prawo właściwe|tillämplig lag|tvist|lovvalg|sovellettava laki|uygulanacak hukuk|yetkili mahkeme|разрешение споров",
        "порядок разрешения споров|вирішення спорів|争议解决|適用法律|法律适用|準拠法|管轄裁判所|合意管轄|관할법원|준거법|القانون الواجب التطبيق",
        "शासी कानून|hukum yang berlaku|penyelesaian perselisihan|luật áp dụng|giải quyết tranh chấp|rozhodné právo|irányadó jog|legea aplicabilă",
    ),
    "closing": words(
        "entire agreement|miscellaneous|severability|general provisions|notices|assignment|indemnification|schlussbestimmungen|salvatorische klausel",
        "dispositions générales|intégralité de l'accord|disposiciones generales|acuerdo íntegro|disposizioni generali|disposições gerais",
        "slotbepalingen|postanowienia końcowe|övrigt|øvrige bestemmelser|muut ehdot|çeşitli hükümler|прочие условия|заключительные положения",
        "прикінцеві положення|其他|附则|一般条項|기타|أحكام عامة|सामान्य प्रावधान|ketentuan lain|ketentuan penutup|điều khoản chung",
        "závěrečná ustanovení|záró rendelkezések|dispoziții finale|independent contractor|non-solicitation|non-competition|intellectual property",
    ),
    "signed": words(
        "in witness whereof|signature|signatures|signed|by|name|title|date|unterschrift|ort, datum|fait à|signature des parties|firma|firmado",
        "firmas|firma del cliente|assinatura|assinaturas|handtekening|podpis|podpisy stron|underskrift|namnteckning|allekirjoitus|imza",
        "подписи сторон|реквизиты сторон|підписи сторін|签字|签署|盖章|甲方|乙方|署名|記名押印|甲|乙|서명|갑|을|التوقيع|الطرف الأول|الطرف الثاني",
        "हस्ताक्षर|tanda tangan|pihak pertama|pihak kedua|chữ ký|bên a|bên b|podpisy|aláírás|semnătura",
    ),
    "parties": words(
        "between|by and between|and|parties|the parties|zwischen|und|entre|et|y|tra|e|tussen|en|pomiędzy|między|mellan|mellem|mellom",
        "taraflar|между|и|стороны|реквизиты|між|сторони|双方|当事人|当事者|당사자|بين|الأطراف|पक्षकार|para pihak|các bên|smluvní strany",
        "felek|părțile|disclosing party|receiving party|recipient|company|employer|employee|contractor|consultant|client|customer|arbeitgeber",
        "arbeitnehmer|auftraggeber|auftragnehmer|employeur|salarié|cliente|prestador|committente|contratante|contratada|werkgever|werknemer",
        "opdrachtgever|zleceniodawca|zleceniobiorca|pracodawca|заказчик|исполнитель|работодатель|работник|委託者|受託者",
    ),
}  # fmt: skip

_TITLES_SECRET = words(
    "non-disclosure agreement|nondisclosure agreement|mutual non-disclosure agreement|confidentiality agreement|mutual nda|nda",
    "confidentiality and non-disclosure agreement|proprietary information and inventions agreement|geheimhaltungsvereinbarung",
    "vertraulichkeitsvereinbarung|verschwiegenheitsvereinbarung|accord de confidentialité|accord de non-divulgation",
    "acuerdo de confidencialidad|contrato de confidencialidad|acuerdo de no divulgación|accordo di riservatezza|accordo di non divulgazione",
    "acordo de confidencialidade|termo de confidencialidade|geheimhoudingsovereenkomst|umowa o zachowaniu poufności|umowa o poufności",
    "sekretessavtal|fortrolighedsaftale|hemmeligholdelsesavtale|salassapitosopimus|gizlilik sözleşmesi|соглашение о неразглашении",
    "соглашение о конфиденциальности|договір про нерозголошення|保密协议|保密協議|秘密保持契約書|秘密保持契約|비밀유지계약서|비밀유지서약서",
    "اتفاقية عدم إفصاح|اتفاقية سرية|गोपनीयता समझौता|perjanjian kerahasiaan|thỏa thuận bảo mật|dohoda o mlčenlivosti|titoktartási megállapodás",
    "acord de confidențialitate",
)
_TITLES = words(
    "employment agreement|employment contract|contract of employment|consulting agreement|services agreement|master services agreement",
    "service agreement|independent contractor agreement|statement of work|purchase agreement|lease agreement|rental agreement|loan agreement",
    "contractor agreement|data processing agreement|supply agreement|sales agreement|partnership agreement|subscription agreement|offer letter",
    "freelance agreement|shareholders agreement|engagement letter|separation agreement|severance agreement|agency agreement|settlement agreement",
    "arbeitsvertrag|dienstvertrag|werkvertrag|kaufvertrag|mietvertrag|rahmenvertrag|auftragsverarbeitungsvertrag|aufhebungsvertrag",
    "dienstleistungsvertrag|contrat de travail|contrat de prestation de services|contrat de prestation|contrat de bail|contrat de vente",
    "contrato de trabajo|contrato de prestación de servicios|contrato de servicios|contrato de arrendamiento|contrato de compraventa",
    "contratto di lavoro|contratto di prestazione di servizi|contratto di locazione|contratto di consulenza|contratto di fornitura",
    "contrato de trabalho|contrato de prestação de serviços|contrato de locação|arbeidsovereenkomst|overeenkomst van opdracht|huurovereenkomst",
    "dienstverleningsovereenkomst|umowa o pracę|umowa zlecenie|umowa o dzieło|umowa o świadczenie usług|umowa najmu|anställningsavtal",
    "konsultavtal|ansættelseskontrakt|konsulentaftale|arbeidsavtale|työsopimus|iş sözleşmesi|hizmet sözleşmesi|kira sözleşmesi",
    "трудовой договор|договор оказания услуг|договор подряда|договор аренды|трудовий договір|договір про надання послуг|劳动合同",
    "服务合同|租赁合同|采购合同|勞動契約|雇用契約書|労働契約書|業務委託契約書|賃貸借契約書|근로계약서|용역계약서|위탁계약서|임대차계약서",
    "عقد عمل|عقد خدمات|عقد إيجار|रोजगार अनुबंध|सेवा अनुबंध|perjanjian kerja|kontrak kerja|perjanjian jasa|hợp đồng lao động",
    "hợp đồng dịch vụ|pracovní smlouva|smlouva o dílo|munkaszerződés|megbízási szerződés|contract individual de muncă|contract de muncă",
    "contract de prestări servicii",
)

CONTRACT = Forms((
    Form("comms.contract", "document.nda", _TITLES_SECRET, _CLAUSES, 4, 0, ("parties", "signed"), 0, None, _LICENCE),
    Form("comms.contract", "document.contract", _TITLES, _CLAUSES, 5, 0, ("parties", "signed"), 0, None, _LICENCE),
))  # fmt: skip
