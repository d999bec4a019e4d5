"""Frequent words, besides stop words, that close relatives do not share.

They are evidence for a language; content words are never stop words. Those of Danish, Bokmål and
Slovene are among the 1,500 most frequent in the Python package wordfreq 3.1, and at least ten times
as frequent as in their relatives. Those of Nynorsk are its forms of these. Breton has no list of
stop words, so its function words are here.
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
    "nb": f"{NORWEGIAN} veldig trenger tatt finne liker skjer bruker ganger penger kjøpe betyr vei "
    "dager hjelper håper kjenner legger jenter begynner jobber tenker funnet lese lenger lengre "
    "fant høyere unna spør bildet tidligere større bedre ønsker eneste forskjellige måte måten "
    "spørsmål sammen virkelig fortsatt skrev",
    "nn": f"{NORWEGIAN} utan treng teke likar skjer brukar gonger pengar kjøpa tyder veg dagar "
    "hjelper vonar kjenner legg jenter jobbar tenkjer funne lesa lenger utanfor fann høgare spør "
    "biletet større betre ønskjer einaste måte måten spørsmål verkeleg framleis skreiv eigentleg "
    "nettopp sjølve",
    "sl": "danes seveda skupaj ljudje ravno najprej enkrat takoj večina včasih medtem sploh dovolj "
    "prej težko verjetno hotel hotela začel začela rekel rekla dobil dobila vrnil",
}
