"""Terms: values by which columns of personal circumstances are known, in several languages; whole values, compared without case.

Lists are short on purpose: a column holds few terms over and over, so that common ones tell. Categories:
https://www.census.gov/topics/population/race/about.html, https://www.uscis.gov/forms/explore-my-options (grounds of stay),
https://www.ons.gov.uk/methodology/classificationsandstandards (ethnic group, religion, orientation, marital status),
https://hl7.org/fhir/valueset-marital-status.html, https://hl7.org/fhir/valueset-administrative-gender.html
"""

# ruff: noqa: RUF001  # words of many scripts: letters that look like Latin ones are meant
from __future__ import annotations


def _terms(text: str) -> frozenset[str]:
    """Terms with a comma or a line's end between them."""
    return frozenset(term.strip().casefold() for term in text.replace("\n", ",").split(",") if term.strip())


#: What stands for an empty cell; a cell that is a lone 0 is one too.
EMPTY = _terms("""
-, --, ---, ., .., ?, n/a, na, n.a., #n/a, #na, #ref!, nan, null, none, nil, unknown, missing, tbd, undefined, 0, x, xx, xxx, xxxx
redacted, *** , ****, *****, leer, ohne, vacío, vide, nulo, brak, yok, нет, 无, なし, 없음
""")

YES_NO = _terms(
    """
yes, no, y, n, true, false, 1, 0, t, f, ja, nein, oui, non, sí, si, não, sim, да, нет, evet, hayır, tak, nie, 是, 否
はい, いいえ
"""
)

GENDER = _terms("""
male, female, m, f, w, x, d, man, woman, men, women, boy, girl, other, diverse, non-binary, nonbinary, agender
genderqueer, transgender, trans, männlich, weiblich, divers, mann, frau, herr, homme, femme, h, masculin, féminin
hombre, mujer, masculino, femenino, feminino, maschio, femmina, uomo, donna, vrouw, kvinna, kvinne, kvinde, mężczyzna
kobieta, мужской, женский, муж, жен, м, ж, erkek, kadın, 男, 女, 男性, 女性, 남, 여, 남자, 여자, 남성, 여성, ذكر, أنثى
पुरुष, महिला, laki-laki, perempuan, prefer not to say
""")

MARITAL = _terms("""
single, married, divorced, widowed, separated, civil union, civil partnership, domestic partner, never married
engaged, cohabiting, ledig, verheiratet, geschieden, verwitwet, getrennt, célibataire, marié, mariée, divorcé
divorcée, veuf, veuve, pacsé, soltero, soltera, casado, casada, divorciado, divorciada, viudo, viuda, solteiro
solteira, viúvo, viúva, celibe, nubile, coniugato, coniugata, sposato, vedovo, vedova, ongehuwd, gehuwd, gescheiden
ogift, gift, skild, kawaler, panna, żonaty, zamężna, rozwiedziony, холост, женат, замужем, разведен, вдова, bekar
evli, boşanmış, dul, 未婚, 已婚, 离异, 丧偶, 独身, 既婚, 미혼, 기혼, أعزب, متزوج, مطلق, belum kawin, kawin
""")

RACE = _terms("""
white, black, asian, hispanic, latino, latina, latinx, caucasian, african american, black or african american
native american, american indian, american indian or alaska native, native hawaiian
native hawaiian or other pacific islander, pacific islander, two or more races, mixed, multiracial, middle eastern
arab, white british, white irish, white and asian, black african, black caribbean, british asian, indian, pakistani
bangladeshi, chinese, south asian, east asian, roma, romani, gypsy, jewish, hispanic or latino, not hispanic or latino
non-hispanic, non-hispanic white, aboriginal, torres strait islander, māori, maori, first nations, métis, inuit
branco, branca, preto, preta, pardo, parda, amarelo, indígena, blanco, mestizo, afrodescendiente, kurdish, uyghur
汉族, 汉, 回族, 维吾尔族, 藏族, 满族, malay, bumiputera, tamil, coloured, zulu, xhosa, weiß, schwarz, blanc, noir
""")

RELIGION = _terms("""
christian, christianity, catholic, roman catholic, protestant, lutheran, anglican, baptist, methodist, presbyterian
pentecostal, evangelical, orthodox, mormon, jehovah's witness, muslim, islam, sunni, shia, jewish, judaism, hindu
hinduism, buddhist, buddhism, sikh, sikhism, jain, atheist, agnostic, no religion, none, pagan, bahá'í, rk, ev
römisch-katholisch, katholisch, evangelisch, konfessionslos, muslimisch, jüdisch, catholique, musulman, musulmane
juif, juive, athée, sans religion, católico, católica, evangélico, musulmán, judío, ateo, muçulmano, espírita, umbanda
cattolico, ebreo, katholiek, moslim, katolik, prawosławny, православный, мусульманин, иудей, müslüman, hristiyan
kristen, buddha, konghucu, 佛教, 基督教, 天主教, 伊斯兰教, 道教, 無宗教, 불교, 개신교, 천주교, مسلم, مسيحي, हिन्दू
मुस्लिम
""")

POLITICS = _terms("""
democrat, democratic, democratic party, republican, republican party, gop, independent, libertarian, green
green party, conservative, liberal, labour, labour party, liberal democrat, tory, snp, plaid cymru, reform uk
socialist, communist, left, right, far left, far right, centrist, progressive, moderate, dem, rep, npa, unaffiliated
cdu, csu, spd, fdp, afd, grüne, die grünen, die linke, linke, bsw, lfi, rassemblement national, parti socialiste
les républicains, renaissance, psoe, pp, vox, podemos, sumar, erc, pt, psdb, pl, mdb, psd, fratelli d'italia, lega
movimento 5 stelle, forza italia, partito democratico, pvv, vvd, pvda, d66, pis, platforma obywatelska, единая россия
кпрф, лдпр, akp, chp, mhp, hdp, bjp, congress, inc, aap, cpi, 中共党员, 共产党员, 群众, 共青团员, 中共预备党员, 自民党
国民党, 民进党
""")

ORIENTATION = _terms("""
heterosexual, straight, homosexual, gay, lesbian, gay or lesbian, bisexual, bi, pansexual, asexual, queer, questioning
lgbtq, heterosexuell, homosexuell, lesbisch, schwul, bisexuell, hétérosexuel, homosexuel, bisexuel, lesbienne
eterosessuale, omosessuale, bisessuale, гетеросексуал, гомосексуал, бисексуал, 异性恋, 同性恋, 双性恋
""")

IMMIGRATION = _terms("""
citizen, us citizen, u.s. citizen, naturalized, naturalized citizen, permanent resident, lawful permanent resident
lpr, green card, green card holder, h-1b, h1b, h-4, l-1, l1, o-1, e-3, tn, f-1, f1, f-1 opt, opt, cpt, stem opt, j-1
b-1, b-2, k-1, u visa, t visa, asylee, asylum seeker, refugee, parolee, daca, tps, undocumented, visa holder
temporary resident, non-resident alien, resident alien, ead, settled, pre-settled, settled status, pre-settled status
indefinite leave to remain, limited leave to remain, skilled worker, student visa, aufenthaltserlaubnis
niederlassungserlaubnis, duldung, aufenthaltsgestattung, blaue karte, asylbewerber, réfugié, demandeur d'asile
titre de séjour, carte de séjour, asilado, refugiado, residente permanente, solicitante de asilo, richiedente asilo
rifugiato
""")

CRIMINAL = _terms("""
convicted, acquitted, felony, misdemeanor, misdemeanour, infraction, probation, parole, incarcerated, arrested
charged, sex offender, dui, dwi, assault, battery, burglary, theft, larceny, robbery, homicide, manslaughter, fraud
possession, domestic violence, expunged, vorbestraft, verurteilt, diebstahl, körperverletzung, betrug, condamné, vol
condenado, robo, hurto, roubo, furto, condannato, осужден
""")

CONDITION = _terms("""
diabetes, type 1 diabetes, type 2 diabetes, diabetes mellitus, hypertension, asthma, cancer, breast cancer
lung cancer, prostate cancer, leukemia, lymphoma, hiv, hiv positive, hiv negative, aids, hepatitis b, hepatitis c
hepatitis, tuberculosis, covid-19, covid, influenza, pneumonia, depression, major depressive disorder, anxiety
bipolar disorder, schizophrenia, ptsd, adhd, autism, epilepsy, migraine, stroke, dementia, alzheimer's disease
parkinson's disease, multiple sclerosis, copd, heart failure, atrial fibrillation, myocardial infarction, obesity
anemia, hypothyroidism, hyperlipidemia, osteoarthritis, arthritis, rheumatoid arthritis, crohn's disease
ulcerative colitis, chronic kidney disease, ckd, pregnancy, pregnant, endometriosis, substance abuse, alcoholism
alcohol dependence, blind, deaf, visually impaired, hearing impaired, mobility impaired, disabled, not disabled
anaphylaxis, eczema, psoriasis, gout, sepsis, fracture, bluthochdruck, krebs, schlaganfall, asthma bronchiale
schwerbehindert, hypertension artérielle, diabète, cancer du sein, dépression, asthme, épilepsie, hipertensión
depresión, cáncer, epilepsia, embarazo, hipertensão, depressão, câncer, ipertensione, diabete, depressione, cancro
гипертония, сахарный диабет, депрессия, рак, астма, şeker hastalığı, hipertansiyon, 高血压, 糖尿病, 抑郁症, 癌症, 哮喘
高血圧, うつ病, a+, a-, b+, b-, ab+, ab-, o+, o-
""")
