"""Frequent words, besides stop words, that close relatives do not share.

They are evidence for a language; content words are never stop words. Those of Danish, English,
Bokmål, Portuguese and Slovene are among the 1,500 most frequent in the Python package wordfreq 3.1,
and at least ten times as frequent as in other languages. Those of Nynorsk are its forms of these.
Breton, Faroese and Scottish Gaelic have no list of stop words, so their function words are here.
"""

NORWEGIAN = (
    "rett siste tilbake akkurat takk lenge tok kvinner menn grunn brukt hjelp slutt sette spesielt "
    "arbeid fotball politikk nesten gjerne neste plass ulike fram sånn derimot enda litt blitt"
)
FREQUENT = {
    "br": "an ar al ur un ul eo zo oa ez gant evit eus war er ha hag met pe ne ket hon ho he va "
    "int anezhañ anezhi anezho evel peogwir petra piv pegement pelec'h perak penaos hep dre dindan "
    "dirak goude araok etre betek abaoe kalz holl bet vo vez oant bezañ emañ hor hoc'h hini re "
    "ivez c'hoazh bremañ neuze amañ aze eno ouzh diwar davet hervez ouzhpenn nemet hepken mui ober "
    "gra ra reas rae vefe ac'hanon dezhañ dezhi dezho din dit deomp deoc'h ganto gantañ ganti",
    "da": "lige gør gøre siger gerne sidste arbejde tage bedste giver tager bruge fået forskellige "
    "vej rigtig sige gange penge næste måde findes hjælp plads kender længere nyt næsten væk længe "
    "sagde kvinder indtil spørgsmål bruger hurtigt håber især fundet gået igennem brugt selvom "
    "alligevel imod slet blot netop muligt tilbage øvrige mindst flest større tidligere deltager "
    "herunder således",
    "en": "people first know two make think back really right work going made got great look use "
    "used better little things thing found feel keep please money left called different "
    "thought getting looking women today making read told four means support including seen "
    "states based believe small took came went says country children trying using following "
    "makes together whole maybe hope able early thanks ago others given become coming hours "
    "lost started taking wrong pretty remember needs playing probably saying understand "
    "comes looks wanted members woman leave buy reason turn living players easy working "
    "available sometimes current example heard meet clear seems wants results running wife "
    "beautiful goes strong especially happened knew likely happen return weeks companies "
    "higher needed takes answer finally guess learn added alone brought hands",
    "fo": "ein ið hon tað teir tey tær vit tit ikki fyri ella sum kann hevur hava hevði høvdu vóru "
    "verið eg mær tú teg honum henni okkum tykkum teimum hvat hvør hvussu hví nær har bert "
    "eisini aftur eftir millum uttan undan móti øll øllum nakað nakar eingin einki hesum "
    "hesir hesi henda hetta tann tí tá skuldi skulu kundi kunnu vildi viljað fekk fingu fáa "
    "verða varð vórðu gjørdi gera segði siga kom komu fólk føroyar føroyskt føroyskum føroya",
    "gd": "agus tha bha chan cha robh bhith gu gun gum leis anns seo sin iad mi thu sinn sibh ach "
    "nuair eil aig agam agad aige aice againn agaibh aca dhomh dhut dhi dhuinn dhaibh rium "
    "riut rithe ris orm ort oirre orra bhon dhan airson dè ciamar carson glè ro nas dìreach "
    "fhathast cuideachd cuid duine daoine fear latha bliadhna obair àite taigh saoghal "
    "gàidhlig alba mar-thà an-diugh a-nis a-mach a-steach rudeigin chaidh thàinig rinn thuirt "
    "chuir ghabh faodaidh feumaidh bidh biodh nach nan bu math mòr beag gach uile eile fhèin",
    "nb": f"{NORWEGIAN} veldig trenger tatt finne liker skjer bruker ganger penger kjøpe betyr vei "
    "dager hjelper håper kjenner legger jenter begynner jobber tenker funnet lese lenger lengre "
    "fant høyere unna spør bildet tidligere større bedre ønsker eneste forskjellige måte måten "
    "spørsmål sammen virkelig fortsatt skrev",
    "nn": f"{NORWEGIAN} utan treng teke likar skjer brukar gonger pengar kjøpa tyder veg dagar "
    "hjelper vonar kjenner legg jenter jobbar tenkjer funne lesa lenger utanfor fann høgare spør "
    "biletet større betre ønskjer einaste måte måten spørsmål verkeleg framleis skreiv eigentleg "
    "nettopp sjølve",
    "pt": "pessoas fazer melhor coisa hoje trabalho coisas três mãe história vezes mulher enquanto "
    "verdade jogo através quase filho homem preciso vão fazendo janeiro direito dinheiro "
    "queria geral segurança mulheres crianças milhões população cabeça desenvolvimento início "
    "relação atenção informações possível quiser homens olha falando mês pessoal próprio "
    "saúde mão acabou aconteceu melhores educação filhos passou coração senhor ouvir palavras "
    "própria serviço jovem olhos situação amanhã questão informação irmão viver justiça ação "
    "imagem construção mudar direitos jeito tradução conselho mensagem novamente obrigada "
    "organização palavra decisão errado olhar somente abaixo",
    "sl": "danes seveda skupaj ljudje ravno najprej enkrat takoj večina včasih medtem sploh dovolj "
    "prej težko verjetno hotel hotela začel začela rekel rekla dobil dobila vrnil",
}
