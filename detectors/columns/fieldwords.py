"""Field words: what columns of persons' names, addresses, births, pay, work and circumstances are called, in many languages.

English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Polish, Russian, Turkish, Indonesian, Arabic, Hindi, Chinese,
Japanese, Korean; written by hand from common forms and exports. Phrases have commas between them.
"""

# ruff: noqa: RUF001  # words of many scripts: letters that look like Latin ones are meant
from __future__ import annotations

NAME = """
first name, last name, full name, given name, given names, family name, surname, middle name, maiden name, legal name
preferred name, forename, fname, lname, person name, customer name, patient name, employee name
student name, contact name, member name, cardholder, cardholder name, card holder, account holder, applicant name
candidate name, beneficiary name, recipient name, holder name, passenger name, guest name, client name
emergency contact name, next of kin, spouse name, mother maiden name, mothers maiden name, patient last name, vorname
nachname, familienname, zuname, vollständiger name, geburtsname, kundenname, kontoinhaber, rufname, prénom, prénoms
nom de famille, nom complet, nom et prénom, nom de naissance, nom du client, nom patient, nombre completo, apellido
apellidos, primer apellido, segundo apellido, nombre y apellidos, nombres, nombre cliente, nome completo, sobrenome
nome do cliente, nome do paciente, nome mãe, nome da mãe, cognome, nome e cognome, nominativo, voornaam, achternaam
volledige naam, tussenvoegsel, förnamn, efternamn, fornavn, etternavn, efternavn, imię, nazwisko, imię i nazwisko
imiona, фио, фамилия, имя, отчество, имя и фамилия, полное имя, adı soyadı, ad soyad, adı, soyadı, isim soyisim
nama lengkap, nama depan, nama belakang, الاسم الكامل, الاسم الأول, اسم العائلة, الاسم, नाम, पूरा नाम, उपनाम, 姓名
名字, 姓, 名, 客户姓名, 氏名, お名前, 名前, 苗字, 이름, 성명, 성함
"""
WEAK_NAME = """
name, names, display name, nom, nombre, nome, naam, namn, nama, имя клиента, contact, owner, author, assignee, person, employee
patient, student, customer
"""
NOT_NAME = """
file name, filename, user name, username, host name, hostname, product name, company name, display file name
domain name, table name, column name, package name, class name, event name, project name, service name, brand name
model name, street name, city name, country name, department name, organization name, organisation name, server name
device name, process name, app name, function name, method name, bucket name, key name, node name, firmenname
dateiname, benutzername, produktname, nom du produit, nom de fichier, nombre del producto, nome do produto
nome prodotto, account name, login name, school name, bank name, campaign name, category name, test name
"""

ADDRESS = """
home address, street address, postal address, mailing address, residential address, address line 1, address line 2
address line, address1, address2, addr1, billing address, shipping address, delivery address, permanent address
current address, street, street name, house number, residence address, domicile, adresse, anschrift, wohnadresse
postanschrift, straße, strasse, straße und hausnummer, hausnummer, wohnort, lieferadresse, rechnungsadresse
adresse postale, adresse de livraison, adresse domicile, rue, dirección, domicilio, calle, dirección postal
dirección de envío, endereço, logradouro, rua, endereço residencial, indirizzo, via, indirizzo di residenza, adres
woonadres, straat, straatnaam, gatuadress, bostadsadress, adress, ulica, adres zamieszkania, адрес, адрес проживания
улица, место жительства, адрес регистрации, ev adresi, açık adres, alamat, alamat rumah, العنوان, عنوان السكن, पता
住址, 地址, 家庭住址, 通讯地址, 住所, 自宅住所, 주소, 집주소, 도로명주소
"""
WEAK_ADDRESS = """
address, addr, location, place of residence, residence, zip code, zip, postcode, postal code, plz, code postal
código postal, cep, cap, postnummer, 邮编, 郵便番号, 우편번호
"""
NOT_ADDRESS = """
ip address, mac address, email address, e-mail address, web address, wallet address, memory address, address type
address id, server address, bitcoin address, contract address, token address, host address, source address
destination address, remote address, e-mail-adresse, ip adresse, adresse email, adresse ip, dirección ip
return address
"""

BIRTH = """
date of birth, birth date, birthdate, dob, birthday, born, born on, birth day, year of birth, birth year, yob
date naissance, geburtsdatum, geburtstag, geb datum, gebdat, geboren am, geburtsjahr, date de naissance, né le, née le
naissance, ddn, fecha de nacimiento, fecha nacimiento, fec nac, nacimiento, data de nascimento, data nascimento
dt nascimento, nascimento, data di nascita, nascita, nato il, geboortedatum, födelsedatum, födelsedag, fødselsdato
data urodzenia, urodzony, дата рождения, год рождения, др, doğum tarihi, doğum günü, tanggal lahir, tgl lahir
تاريخ الميلاد, تاريخ الولادة, जन्म तिथि, जन्मतिथि, जन्म तारीख, 出生日期, 生日, 出生年月, 生年月日, 誕生日, 생년월일, 생일
"""

SALARY = """
salary, base salary, annual salary, monthly salary, gross salary, net salary, gross pay, net pay, base pay, pay rate
hourly rate, hourly wage, wage, wages, compensation, total compensation, annual income, household income, income
earnings, bonus, take home pay, current ctc, expected salary, payslip amount, gehalt, bruttogehalt, nettogehalt
jahresgehalt, monatsgehalt, lohn, bruttolohn, einkommen, vergütung, salaire, salaire brut, salaire net, rémunération
revenu annuel, revenu, salario, sueldo, sueldo bruto, ingresos, nómina, salário, remuneração, renda, renda mensal
vencimentos, stipendio, retribuzione, reddito, salaris, brutoloon, inkomen, maandloon, lön, månadslön, årslön, lønn
løn, wynagrodzenie, pensja, płaca, зарплата, оклад, заработная плата, доход, maaş, ücret, gelir, gaji, penghasilan
الراتب, الدخل, वेतन, आय, 工资, 薪资, 月薪, 年薪, 收入, 給与, 年収, 月給, 급여, 연봉, 월급, 소득
"""

EMPLOYMENT = """
employer, employer name, current employer, job title, occupation, profession, employment status, current company
place of work, workplace, previous employer, position title, hire date, termination date, date of hire, arbeitgeber
beruf, tätigkeit, stellenbezeichnung, eintrittsdatum, employeur, emploi, poste occupé, métier, empleador, ocupación
profesión, puesto de trabajo, empleo, empregador, cargo, profissão, ocupação, datore di lavoro, professione, mansione
werkgever, beroep, functietitel, arbetsgivare, yrke, pracodawca, zawód, stanowisko, работодатель, место работы
должность, профессия, işveren, meslek, ünvan, pekerjaan, جهة العمل, المهنة, الوظيفة, व्यवसाय, नियोक्ता, 工作单位, 雇主
职业, 职务, 勤務先, 職業, 職種, 직장, 직업, 직위
"""

EDUCATION = """
education level, highest education, highest degree, degree earned, alma mater, university attended, gpa
graduation year, school attended, field of study, schulabschluss, bildungsabschluss, studienfach, niveau d'études
diplôme, nivel educativo, nivel de estudios, estudios, escolaridade, grau de instrução, titolo di studio
opleidingsniveau, utbildningsnivå, wykształcenie, образование, учебное заведение, eğitim durumu, mezuniyet
pendidikan terakhir, المستوى التعليمي, शैक्षणिक योग्यता, 学历, 毕业院校, 最終学歴, 学歴, 학력, 최종학력
"""

GENDER = """
gender, sex, gender identity, biological sex, geschlecht, sexe, genre, sexo, género, gênero, sesso, genere, geslacht
kön, kjønn, køn, płeć, пол, cinsiyet, jenis kelamin, الجنس, लिंग, 性别, 性別, 성별, pronouns, salutation, anrede
civilité
"""
MARITAL = """
marital status, marital, civil status, relationship status, marriage status, familienstand, situation familiale
état civil, situation matrimoniale, estado civil, stato civile, burgerlijke staat, civilstånd, sivilstatus
stan cywilny, семейное положение, medeni hal, medeni durum, status perkawinan, الحالة الاجتماعية, वैवाहिक स्थिति
婚姻状况, 婚否, 婚姻, 婚姻状態, 結婚, 혼인상태, 결혼여부
"""
NATIONALITY = """
nationality, citizenship, country of birth, country of citizenship, place of birth, birthplace, staatsangehörigkeit
nationalität, staatsbürgerschaft, geburtsort, geburtsland, nationalité, lieu de naissance, pays de naissance
nacionalidad, lugar de nacimiento, ciudadanía, nacionalidade, naturalidade, naturalidade uf, nazionalità, cittadinanza
luogo di nascita, nationaliteit, geboorteplaats, medborgarskap, nationalitet, obywatelstwo, narodowość
miejsce urodzenia, гражданство, место рождения, uyruk, doğum yeri, kewarganegaraan, tempat lahir, الجنسية
مكان الميلاد, राष्ट्रीयता, जन्म स्थान, 国籍, 籍贯, 出生地, 本籍, 국적, 출생지
"""

RACE = """
race, ethnicity, ethnic group, ethnic origin, ethnic background, race ethnicity, racial identity, hispanic, tribe
caste, ethnie, ethnische herkunft, ethnische zugehörigkeit, hautfarbe, origine ethnique, etnia, raza, origen étnico
grupo étnico, raça, cor raça, raça cor, origem étnica, origine etnica, razza, etniciteit, etnische afkomst, etnicitet
etniskt ursprung, pochodzenie etniczne, национальность, раса, этническая принадлежность, etnik köken, ırk, suku
suku bangsa, العرق, الأصل العرقي, जाति, 民族, 种族, 人種, 민족, 인종
"""
RELIGION = """
religion, religious affiliation, faith, denomination, religious belief, confession, religionszugehörigkeit, konfession
glaube, kirchensteuermerkmal, religionsgemeinschaft, confession religieuse, appartenance religieuse, religión
creencia religiosa, confesión, religião, crença, religione, fede, confessione, religie, geloof, godsdienst
religiös tillhörighet, trossamfund, wyznanie, religia, религия, вероисповедание, din, inanç, agama, الديانة, الدين
धर्म, 宗教, 宗教信仰, 信仰, 종교
"""
POLITICS = """
political party, party affiliation, political affiliation, political opinion, political views, party registration
registered party, voter party, political leaning, vote intention, voting intention, parteizugehörigkeit
politische einstellung, parteimitgliedschaft, politische meinung, parti politique, opinion politique
opinions politiques, intention de vote, partido político, afiliación política, ideología política, intención de voto
filiação partidária, opinião política, partido, partito politico, orientamento politico, politieke voorkeur
politieke partij, politisk åsikt, partitillhörighet, poglądy polityczne, przynależność partyjna, партийность
политические взгляды, siyasi parti, siyasi görüş, afiliasi politik, الانتماء السياسي, الحزب السياسي, राजनीतिक दल
政治面貌, 党派, 支持政党, 政治的意見, 지지정당, 정당
"""
UNION = """
union member, union membership, trade union, trade union membership, labor union, labour union, union name
union local, union dues, union code, gewerkschaft, gewerkschaftsmitglied, gewerkschaftszugehörigkeit, syndicat
appartenance syndicale, adhésion syndicale, syndiqué, sindicato, afiliación sindical, cuota sindical
filiação sindical, contribuição sindical, iscrizione sindacale, tessera sindacale, vakbond, vakbondslidmaatschap
fackförbund, facklig tillhörighet, fagforening, związek zawodowy, przynależność związkowa, профсоюз
членство в профсоюзе, sendika, sendika üyeliği, serikat pekerja, عضوية النقابة, النقابة, श्रमिक संघ, 工会, 工会会员
労働組合, 組合員, 노동조합, 노조가입
"""
ORIENTATION = """
sexual orientation, sexual preference, sexuality, sex life, lgbtq, lgbt status, sexuelle orientierung, sexualität
orientation sexuelle, vie sexuelle, orientación sexual, vida sexual, orientação sexual, orientamento sessuale
seksuele geaardheid, seksuele voorkeur, sexuell läggning, orientacja seksualna, сексуальная ориентация, cinsel yönelim
orientasi seksual, الميل الجنسي, यौन रुझान, 性取向, 性的指向, 성적지향
"""
CRIMINAL = """
criminal record, criminal history, conviction, convictions, offense, offence, felony, arrest record, charges
criminal conviction, sex offender, background check result, vorstrafen, vorstrafe, strafregister, führungszeugnis
casier judiciaire, condamnation, condamnations, infraction pénale, antecedentes penales, condenas, delito
antecedentes criminais, condenação, casellario giudiziale, precedenti penali, condanne, strafblad, veroordeling
belastningsregister, brottsregister, karalność, wyrok, судимость, судимости, adli sicil, sabıka kaydı
catatan kriminal, السجل الجنائي, سوابق, आपराधिक रिकॉर्ड, 犯罪记录, 前科, 犯罪歴, 범죄경력, 전과
"""
IMMIGRATION = """
immigration status, visa status, visa type, visa category, residency status, residence permit, work authorization
work authorisation, citizenship status, alien status, right to work, asylum status, refugee status
immigration category, aufenthaltsstatus, aufenthaltstitel, visumstyp, arbeitserlaubnis, statut d'immigration
titre de séjour, type de visa, statut migratoire, estatus migratorio, estado migratorio, tipo de visa
situación migratoria, status imigratório, tipo de visto, situação migratória, permesso di soggiorno
stato immigrazione, verblijfsstatus, verblijfsvergunning, uppehållstillstånd, migrationsstatus, status imigracyjny
karta pobytu, миграционный статус, тип визы, вид на жительство, göçmenlik durumu, oturma izni, vize türü
status imigrasi, حالة الإقامة, نوع التأشيرة, आप्रवासन स्थिति, 移民身份, 签证类型, 在留資格, 在留カード, 체류자격
비자종류
"""
CONDITION = """
diagnosis, diagnoses, medical condition, health condition, health status, medical history, disability
disability status, disease, illness, symptoms, hiv status, allergies, allergy, blood type, blood group
pregnancy status, vaccination status, covid status, test result covid, chronic conditions, mental health, diagnose
erkrankung, krankheit, vorerkrankungen, behinderung, schwerbehinderung, grad der behinderung, gesundheitszustand
blutgruppe, allergien, krankheitstage, diagnostic, maladie, handicap, état de santé, antécédents médicaux
groupe sanguin, diagnóstico, enfermedad, discapacidad, estado de salud, grupo sanguíneo, alergias, historial médico
doença, deficiência, estado de saúde, tipo sanguíneo, histórico médico, diagnosi, malattia, disabilità
stato di salute, gruppo sanguigno, ziekte, aandoening, gezondheid, bloedgroep, diagnos, sjukdom, funktionsnedsättning
blodgrupp, diagnoza, choroba, niepełnosprawność, grupa krwi, диагноз, болезнь, заболевание, инвалидность, группа крови
аллергия, teşhis, hastalık, engellilik, kan grubu, penyakit, disabilitas, golongan darah, التشخيص, المرض, الإعاقة
فصيلة الدم, निदान, बीमारी, विकलांगता, रक्त समूह, 诊断, 疾病, 残疾, 健康状况, 血型, 病史, 診断, 病名, 障害, 血液型
既往歴, 진단, 질병, 장애, 혈액형, 병력
"""
ICD = """
icd, icd10, icd 10, icd code, icd10 code, icd9, icd 9, diagnosis code, dx code, dx, dx1, principal diagnosis
icd schlüssel, diagnoseschlüssel, code cim, cim10, cie10, cid10, cid 10, código cie, код мкб, мкб, мкб10, 诊断编码
傷病コード, 진단코드
"""
MEDICATION = """
medication, medications, drug name, prescription, prescribed drug, rx, rx name, ndc code, current medication
medikament, medikamente, medikation, arzneimittel, verordnung, médicament, médicaments, traitement prescrit
medicamento, medicamentos, medicación, receta médica, medicação, prescrição, farmaco, farmaci, prescrizione, medicijn
medicatie, geneesmiddel, läkemedel, medisin, lek, leki, лекарство, лекарства, препарат, назначение препарата, ilaç
reçete, obat, resep, الدواء, الأدوية, दवा, दवाई, 药物, 药品, 处方, 用药, 薬, 処方薬, 薬剤名, 약품, 처방
"""
LATITUDE = """
latitude, lat, geo lat, gps lat, gps latitude, location latitude, breitengrad, latitud, latitudine, breedtegraad
szerokość geograficzna, широта, enlem, lintang, خط العرض, 纬度, 緯度, 위도
"""
LONGITUDE = """
longitude, lon, lng, long, geo lon, geo lng, gps lon, gps lng, gps longitude, location longitude, längengrad, longitud
longitudine, lengtegraad, długość geograficzna, долгота, boylam, bujur, خط الطول, 经度, 経度, 경도
"""
GUARDIAN = """
guardian, guardian name, parent name, parent guardian, legal guardian, parent email, mother name, father name
mothers name, fathers name, erziehungsberechtigter, erziehungsberechtigte, vormund, responsable légal, tuteur
représentant légal, tutor legal, nombre del padre, nombre de la madre, padre o tutor, responsável legal
nome do responsável, tutore, genitore, voogd, ouder, vårdnadshavare, opiekun prawny, imię ojca, imię matki
законный представитель, опекун, veli adı, veli, anne adı, baba adı, wali murid, nama ibu kandung, ولي الأمر, अभिभावक
पिता का नाम, माता का नाम, 监护人, 家长姓名, 保護者, 保護者名, 보호자, 학부모
"""
#: Names of columns that say the numbers in them are no person's.
OTHER = """
order id, order no, order number, order, invoice, invoice number, invoice no, tracking number, tracking, shipment, sku
product id, product code, item id, item no, part number, article number, ean, upc, gtin, isbn, barcode, batch
lot number, quantity, qty, amount, price, total, subtotal, balance, cost, tax amount, discount, timestamp, created at
updated at, time, date, epoch, ts, unixtime, hash, checksum, md5, sha1, sha256, etag, commit, revision, version, build
session id, request id, trace id, span id, event id, transaction id, ticket, ticket id, case number, row id, seq
sequence, serial, index, counter, offset, size, bytes, length, count, score, rank, percent, ratio, duration, port, pid
bestellnummer, auftragsnummer, rechnungsnummer, artikelnummer, sendungsnummer, betrag, menge, preis, zeitstempel
numéro de commande, numéro de facture, référence, montant, quantité, prix, horodatage, número de pedido
número de factura, pedido, factura, importe, cantidad, precio, número do pedido, nota fiscal, valor, quantidade, preço
numero ordine, numero fattura, importo, quantità, prezzo, ordernummer, factuurnummer, bedrag, numer zamówienia
numer faktury, kwota, ilość, номер заказа, номер счета, сумма, количество, цена, артикул, sipariş no, fatura no, tutar
miktar, nomor pesanan, رقم الطلب, رقم الفاتورة, 订单号, 订单编号, 发票号, 金额, 数量, 注文番号, 請求書番号, 주문번호
송장번호
"""
#: Names of columns of numbers that may be anything; a state's number is seldom called so.
BARE = """
id, key, code, ref, reference, external id, ext ref, value, data, number, no, nr, customer number, customer no
customer id, member id, user id, employee id, employee number, client id, account ref, account id, record id, uid
guid, kundennummer, personalnummer, mitarbeiternummer, numéro client, matricule, número de cliente, código
número do cliente, matrícula, numero cliente, codice, klantnummer, kundnummer, numer klienta, номер клиента
табельный номер, код, müşteri no, sicil no, kode, 编号, 客户编号, 工号, 会員番号, 社員番号, 고객번호, 사번
"""
#: Words that say of what record a column tells, not what it tells: a customer's e-mail is an e-mail.
OWNER = (
    "customer client user employee emp patient student member applicant candidate owner contact person primary main home work "
    "personal private the my your current number no nr num id text value val col column field str raw kunde kunden cliente "
    "empleado paciente funcionario salarie mitarbeiter patienten"
)
