"""Two sentences in each language that has a stop word list, with their content words."""

# Written for these tests: a short story of children, a teacher and a book.
SENTENCES = {
    "af": [
        (
            "Die ou huis staat op die berg, maar ons woon nie meer daar nie.",
            "ou huis staat berg woon",
        ),
        ("Waarom het jy vir haar 'n brief geskryf?", "brief geskryf"),
    ],
    "am": [
        ("ልጆች ወደ ትምህርት ቤት ሄዱ ግን መምህሩ አልመጣም።", "ልጆች ትምህርት ቤት ሄዱ መምህሩ አልመጣም"),
        ("ይህ መጽሐፍ በጣም ጥሩ ነው።", "መጽሐፍ ጥሩ"),
    ],
    "ar": [
        ("ذهب الطبيب إلى المدينة لأنه كان مع أخيه.", "ذهب الطبيب المدينة أخيه"),
        ("هذا الكتاب الذي قرأته أمس.", "الكتاب قرأته أمس"),
    ],
    "az": [
        (
            "Uşaqlar məktəbə getdilər, amma müəllim hələ gəlmədi.",
            "uşaqlar məktəbə getdilər müəllim gəlmədi",
        ),
        ("Bu kitab çox maraqlı idi və mən onu oxudum.", "kitab maraqlı oxudum"),
    ],
    "be": [
        (
            "Дзеці пайшлі ў школу, але настаўнік яшчэ не прыйшоў.",
            "дзеці пайшлі школу настаўнік прыйшоў",
        ),
        ("Гэтая кніга была вельмі цікавая, і я яе прачытаў.", "кніга цікавая прачытаў"),
    ],
    "bg": [
        (
            "Децата отидоха на училище, но учителят още не е дошъл.",
            "децата отидоха училище учителят дошъл",
        ),
        ("Тази книга беше много интересна и аз я прочетох.", "книга интересна прочетох"),
    ],
    "bn": [
        (
            "শিশুরা স্কুলে গিয়েছিল কিন্তু শিক্ষক এখনও আসেননি।",
            "শিশুরা স্কুলে গিয়েছিল শিক্ষক আসেননি",
        ),
        ("এই বইটা খুব সুন্দর এবং আমি তা পড়েছি।", "বইটা সুন্দর পড়েছি"),
    ],
    "bs": [
        (
            "Djeca su otišla u školu, ali učitelj još nije došao.",
            "djeca otišla školu učitelj došao",
        ),
        ("Ova knjiga je bila vrlo zanimljiva i ja sam je pročitao.", "knjiga zanimljiva pročitao"),
    ],
    "ca": [
        (
            "Els nens van anar a l'escola, però el mestre encara no havia arribat.",
            "nens anar escola mestre arribat",
        ),
        ("Aquest llibre d'una amiga és molt bonic.", "llibre amiga bonic"),
    ],
    "cs": [
        ("Děti šly do školy, ale učitel ještě nepřišel.", "děti šly školy učitel nepřišel"),
        ("Tato kniha byla velmi zajímavá a já jsem ji přečetl.", "kniha zajímavá přečetl"),
    ],
    "cy": [
        ("Aeth y plant i'r ysgol ond nid oedd yr athro yno.", "aeth plant ysgol athro"),
        ("Mae'r llyfr hwn yn ddiddorol iawn.", "llyfr ddiddorol"),
    ],
    "da": [
        (
            "Børnene gik i skole, men læreren var ikke kommet endnu.",
            "børnene gik skole læreren kommet",
        ),
        ("Hvorfor har du ikke skrevet et brev til hende?", "skrevet brev"),
    ],
    "de": [
        (
            "Die Kinder gingen in die Schule, aber der Lehrer war noch nicht da.",
            "kinder gingen schule lehrer",
        ),
        ("Warum hast du ihr keinen Brief geschrieben?", "brief geschrieben"),
    ],
    "el": [
        (
            "Τα παιδιά πήγαν στο σχολείο, αλλά ο δάσκαλος δεν είχε έρθει ακόμα.",
            "παιδιά πήγαν σχολείο δάσκαλος έρθει",
        ),
        ("Αυτό το βιβλίο είναι πολύ ωραίο.", "βιβλίο ωραίο"),
    ],
    "en": [
        (
            "The children went to school, but the teacher wasn't there yet.",
            "children went school teacher",
        ),
        ("I'd say it's a letter that she hasn't read.", "say letter read"),
    ],
    "eo": [
        (
            "La infanoj iris al la lernejo, sed la instruisto ankoraŭ ne venis.",
            "infanoj iris lernejo instruisto venis",
        ),
        ("Tiu libro estis tre interesa kaj mi legis ĝin.", "libro interesa legis"),
    ],
    "es": [
        (
            "Los niños fueron a la escuela, pero el maestro todavía no había llegado.",
            "niños escuela maestro llegado",
        ),
        ("¿Por qué no le has escrito una carta?", "escrito carta"),
    ],
    "et": [
        (
            "Lapsed läksid kooli, aga õpetaja ei olnud veel tulnud.",
            "lapsed läksid kooli õpetaja tulnud",
        ),
        ("See raamat oli väga huvitav ja ma lugesin seda.", "raamat huvitav lugesin"),
    ],
    "eu": [
        (
            "Haurrak eskolara joan ziren, baina irakaslea ez zen oraindik etorri.",
            "haurrak eskolara joan irakaslea etorri",
        ),
        ("Liburu hau oso interesgarria da.", "liburu interesgarria"),
    ],
    "fa": [
        ("بچه‌ها به مدرسه رفتند اما معلم هنوز نیامده بود.", "بچه‌ها مدرسه رفتند معلم نیامده"),
        ("این کتاب را از او گرفتم.", "کتاب گرفتم"),
    ],
    "fi": [
        (
            "Lapset menivät kouluun, mutta opettaja ei ollut vielä tullut.",
            "lapset menivät kouluun opettaja tullut",
        ),
        ("Tämä kirja oli hyvin mielenkiintoinen ja minä luin sen.", "kirja mielenkiintoinen luin"),
    ],
    "fr": [
        (
            "Les enfants sont allés à l'école, mais le maître n'était pas encore arrivé.",
            "enfants allés école maître arrivé",
        ),
        ("C'est un livre qu'elle n'a jamais lu.", "livre lu"),
    ],
    "ga": [
        (
            "Chuaigh na páistí ar scoil ach ní raibh an múinteoir ann fós.",
            "chuaigh páistí scoil múinteoir",
        ),
        ("Tá an leabhar seo an-suimiúil agus léigh mé é.", "leabhar suimiúil léigh"),
    ],
    "gl": [
        (
            "Os nenos foron á escola, pero o mestre aínda non chegara.",
            "nenos escola mestre chegara",
        ),
        ("Este libro dunha amiga é moi bonito.", "libro amiga bonito"),
    ],
    "gu": [
        ("બાળકો શાળાએ ગયા પણ શિક્ષક હજી આવ્યા નથી.", "બાળકો શાળાએ શિક્ષક આવ્યા"),
        ("આ પુસ્તક ખૂબ સુંદર છે અને મેં તે વાંચ્યું.", "પુસ્તક સુંદર વાંચ્યું"),
    ],
    "ha": [
        ("Yara sun tafi makaranta amma malami bai zo ba tukuna.", "yara tafi makaranta malami zo"),
        ("Wannan littafi yana da kyau sosai.", "littafi kyau"),
    ],
    "he": [
        ("הילדים הלכו אל הגן אבל המורה עוד לא הגיעה.", "הילדים הלכו הגן המורה הגיעה"),
        ("זה הספר של אחותי והוא יפה מאוד.", "הספר אחותי יפה"),
    ],
    "hi": [
        ("बच्चे स्कूल गए लेकिन शिक्षक अभी नहीं आए थे।", "बच्चे स्कूल शिक्षक आए"),
        ("यह किताब बहुत सुंदर है और मैंने इसे पढ़ा।", "किताब सुंदर पढ़ा"),
    ],
    "hr": [
        (
            "Djeca su otišla u školu, ali učitelj još nije došao.",
            "djeca otišla školu učitelj došao",
        ),
        ("Tko je napisao ovu knjigu i gdje ju je objavio?", "napisao knjigu objavio"),
    ],
    "hu": [
        (
            "A gyerekek iskolába mentek, de a tanár még nem volt ott.",
            "gyerekek iskolába mentek tanár",
        ),
        ("Ez a könyv nagyon érdekes, és én olvastam.", "könyv érdekes olvastam"),
    ],
    "hy": [
        (
            "Երեխաները գնացին դպրոց, բայց ուսուցիչը դեռ չէր եկել։",
            "երեխաները գնացին դպրոց ուսուցիչը եկել",
        ),
        ("Այս գիրքը շատ հետաքրքիր էր, և ես կարդացի այն։", "գիրքը հետաքրքիր կարդացի"),
    ],
    "id": [
        (
            "Anak itu pergi ke sekolah, tetapi gurunya belum datang.",
            "anak pergi sekolah gurunya datang",
        ),
        ("Buku ini sangat menarik dan saya sudah membacanya.", "buku menarik membacanya"),
    ],
    "is": [
        (
            "Börnin fóru í skólann en kennarinn var ekki kominn enn.",
            "börnin fóru skólann kennarinn kominn",
        ),
        ("Þessi bók er mjög skemmtileg og ég las hana.", "bók skemmtileg las"),
    ],
    "it": [
        (
            "I bambini andarono a scuola, ma il maestro non era ancora arrivato.",
            "bambini andarono scuola maestro arrivato",
        ),
        (
            "È un libro dell'altro secolo che non c'è più nella biblioteca.",
            "libro secolo biblioteca",
        ),
    ],
    "ja": [
        ("子どもたちは学校へ行きましたが、先生はまだ来ていません。", "子ども 学校 行き 先生 来"),
        ("この本はとても面白かったです。", "本 面白"),
    ],
    "ka": [
        (
            "ბავშვები სკოლაში წავიდნენ, მაგრამ მასწავლებელი ჯერ არ მოსულა.",
            "ბავშვები სკოლაში წავიდნენ მასწავლებელი მოსულა",
        ),
        ("ეს წიგნი ძალიან საინტერესო იყო და მე წავიკითხე.", "წიგნი საინტერესო წავიკითხე"),
    ],
    "kk": [
        (
            "Балалар мектепке барды, бірақ мұғалім әлі келген жоқ.",
            "балалар мектепке барды мұғалім келген",
        ),
        ("Бұл кітап өте қызықты болды және мен оны оқыдым.", "кітап қызықты оқыдым"),
    ],
    "km": [
        ("កុមារបានទៅសាលា ប៉ុន្តែគ្រូមិនទាន់មក។", "កុមារ សាលា គ្រូ"),
        ("សៀវភៅនេះល្អណាស់។", "សៀវភៅ ល្អ"),
    ],
    "kn": [
        (
            "ಮಕ್ಕಳು ಶಾಲೆಗೆ ಹೋದರು ಆದರೆ ಶಿಕ್ಷಕರು ಇನ್ನೂ ಬಂದಿಲ್ಲ.",
            "ಮಕ್ಕಳು ಶಾಲೆಗೆ ಹೋದರು ಶಿಕ್ಷಕರು ಬಂದಿಲ್ಲ",
        ),
        ("ಈ ಪುಸ್ತಕ ತುಂಬಾ ಸುಂದರವಾಗಿದೆ ಮತ್ತು ನಾನು ಅದನ್ನು ಓದಿದೆ.", "ಪುಸ್ತಕ ಸುಂದರವಾಗಿದೆ ಓದಿದೆ"),
    ],
    "ko": [
        (
            "아이들은 학교에 갔다. 그러나 선생님은 아직 오지 않았다.",
            "아이들은 학교에 갔다 선생님은 오지",
        ),
        ("이 책은 매우 재미 있다.", "책은 재미"),
    ],
    "ky": [
        (
            "Балдар мектепке барышты, бирок мугалим али келген жок.",
            "балдар мектепке барышты мугалим келген",
        ),
        ("Бул китеп абдан кызыктуу болду жана мен аны окудум.", "китеп кызыктуу окудум"),
    ],
    "la": [
        ("Pueri in scholam ierunt, sed magister nondum erat ibi.", "pueri scholam ierunt magister"),
        ("Hic liber ab eo scriptus est et ego eum legi.", "liber scriptus legi"),
    ],
    "lb": [
        (
            "D'Kanner sinn an d'Schoul gaangen, awer den Enseignant war nach net do.",
            "d'kanner d'schoul gaangen enseignant",
        ),
        ("Dëst Buch ass ganz interessant an ech hunn et gelies.", "buch interessant gelies"),
    ],
    "lo": [
        ("ເດັກນ້ອຍໄປໂຮງຮຽນ ແຕ່ຄູຍັງບໍ່ມາ.", "ເດັກນ້ອຍ ໂຮງຮຽນ ຄູ"),
        ("ຂ້ອຍມີປຶ້ມແລະປາກກາ.", "ປຶ້ມ ປາກກາ"),
    ],
    "lt": [
        (
            "Vaikai nuėjo į mokyklą, bet mokytojas dar nebuvo atėjęs.",
            "vaikai nuėjo mokyklą mokytojas atėjęs",
        ),
        ("Ši knyga buvo labai įdomi ir aš ją perskaičiau.", "knyga įdomi perskaičiau"),
    ],
    "lv": [
        (
            "Bērni aizgāja uz skolu, bet skolotājs vēl nebija atnācis.",
            "bērni aizgāja skolu skolotājs atnācis",
        ),
        ("Šī grāmata bija ļoti interesanta, un es to izlasīju.", "grāmata interesanta izlasīju"),
    ],
    "mk": [
        (
            "Децата отидоа на училиште, но учителот сѐ уште не беше дојден.",
            "децата отидоа училиште учителот дојден",
        ),
        ("Оваа книга беше многу интересна и јас ја прочитав.", "книга интересна прочитав"),
    ],
    "ml": [
        (
            "കുട്ടികൾ സ്കൂളിൽ പോയി പക്ഷേ അധ്യാപകൻ വന്നില്ല.",
            "കുട്ടികൾ സ്കൂളിൽ പോയി അധ്യാപകൻ വന്നില്ല",
        ),
        ("ഈ പുസ്തകം വളരെ മനോഹരമാണ് എന്ന് ഞാൻ കരുതി.", "പുസ്തകം മനോഹരമാണ് കരുതി"),
    ],
    "mn": [
        (
            "Хүүхдүүд сургуульд явсан боловч багш ирээгүй байна.",
            "хүүхдүүд сургуульд явсан багш ирээгүй",
        ),
        ("Энэ ном маш сонирхолтой байсан бөгөөд би уншсан.", "ном сонирхолтой уншсан"),
    ],
    "mr": [
        ("मुले शाळेत गेली पण शिक्षक अजून आले नाहीत.", "मुले शाळेत शिक्षक आले"),
        ("हे पुस्तक खूप सुंदर आहे आणि मी ते वाचले.", "पुस्तक सुंदर वाचले"),
    ],
    "ms": [
        (
            "Kanak itu pergi ke sekolah tetapi gurunya belum tiba.",
            "kanak pergi sekolah gurunya tiba",
        ),
        ("Buku ini sangat menarik dan saya sudah membacanya.", "buku menarik membacanya"),
    ],
    "mt": [
        (
            "It-tfal marru l-iskola imma l-għalliem kien għadu ma wasalx.",
            "tfal marru iskola għalliem wasalx",
        ),
        ("Dan il-ktieb huwa interessanti ħafna u jien qrajtu.", "ktieb interessanti qrajtu"),
    ],
    "my": [
        ("ကလေး သည် ကျောင်း သို့ သွား သည်။", "ကလေး ကျောင်း သွား"),
        ("ဒီစာအုပ်ကို ကျွန်တော် ဖတ်ခဲ့တယ်။", "စာအုပ် ဖတ်"),
    ],
    "ne": [
        ("केटाकेटी विद्यालय गए तर शिक्षक अझै आएका छैनन्।", "केटाकेटी विद्यालय गए शिक्षक आएका"),
        ("यो पुस्तक धेरै राम्रो छ र मैले पढेँ।", "पुस्तक राम्रो पढेँ"),
    ],
    "nl": [
        (
            "De kinderen gingen naar school, maar de leraar was er nog niet.",
            "kinderen gingen school leraar",
        ),
        ("Het is zo'n brief die ze 's avonds schreef.", "brief avonds schreef"),
    ],
    "no": [
        (
            "Barna gikk på skolen, men læreren var ikke kommet ennå.",
            "barna gikk skolen læreren kommet",
        ),
        ("Hvorfor har du ikke skrevet et brev til henne?", "skrevet brev"),
    ],
    "pa": [
        ("ਬੱਚੇ ਸਕੂਲ ਗਏ ਪਰ ਅਧਿਆਪਕ ਅਜੇ ਨਹੀਂ ਆਇਆ।", "ਬੱਚੇ ਸਕੂਲ ਅਧਿਆਪਕ ਆਇਆ"),
        ("ਇਹ ਕਿਤਾਬ ਬਹੁਤ ਸੁੰਦਰ ਹੈ ਅਤੇ ਮੈਂ ਪੜ੍ਹੀ।", "ਕਿਤਾਬ ਸੁੰਦਰ ਪੜ੍ਹੀ"),
    ],
    "pl": [
        (
            "Dzieci poszły do szkoły, ale nauczyciel jeszcze nie przyszedł.",
            "dzieci poszły szkoły nauczyciel przyszedł",
        ),
        ("Ta książka była bardzo ciekawa i ja ją przeczytałem.", "książka ciekawa przeczytałem"),
    ],
    "ps": [
        ("ماشومان ښوونځي ته ولاړل خو ښوونکی نه و راغلی.", "ماشومان ښوونځي ولاړل ښوونکی راغلی"),
        ("دا کتاب زما د ورور دی.", "کتاب ورور"),
    ],
    "pt": [
        (
            "As crianças foram à escola, mas o professor ainda não tinha chegado.",
            "crianças escola professor chegado",
        ),
        ("Este livro é muito bonito e eu já o li.", "livro li bonito"),
    ],
    "ro": [
        (
            "Copiii au mers la școală, dar profesorul nu venise încă.",
            "copiii mers școală profesorul venise",
        ),
        ("Această carte este foarte frumoasă și eu am citit.", "carte frumoasă citit"),
    ],
    "ru": [
        ("Дети пошли в школу, но учитель ещё не пришёл.", "дети пошли школу учитель пришёл"),
        ("Эта книга была очень интересная, и я её прочитал.", "книга интересная прочитал"),
    ],
    "si": [
        ("ළමයි පාසලට ගිය නමුත් ගුරුවරයා තව ආවේ නැත.", "ළමයි පාසලට ගිය ගුරුවරයා ආවේ"),
        ("මේ පොත ඉතා ලස්සනයි සහ මම එය කියවුවා.", "පොත ලස්සනයි කියවුවා"),
    ],
    "sk": [
        ("Deti išli do školy, ale učiteľ ešte neprišiel.", "deti išli školy učiteľ neprišiel"),
        ("Táto kniha bola veľmi zaujímavá a ja som ju prečítal.", "kniha zaujímavá prečítal"),
    ],
    "sl": [
        ("Otroci so šli v šolo, vendar učitelj še ni prišel.", "otroci šli šolo učitelj prišel"),
        ("Ta knjiga je bila zelo zanimiva in jaz sem jo prebral.", "knjiga zanimiva prebral"),
    ],
    "so": [
        (
            "Carruurtu waxay aadeen dugsiga laakiin macallinku weli ma iman.",
            "carruurtu aadeen dugsiga macallinku iman",
        ),
        ("Buuggan waa mid aad u fiican oo anigu waan akhriyay.", "buuggan fiican akhriyay"),
    ],
    "sq": [
        (
            "Fëmijët shkuan në shkollë, por mësuesi nuk kishte ardhur ende.",
            "fëmijët shkuan shkollë mësuesi ardhur",
        ),
        ("Ky libër është shumë interesant dhe unë e lexova.", "libër interesant lexova"),
    ],
    "sr": [
        ("Деца су отишла у школу, али учитељ још није дошао.", "деца отишла школу учитељ дошао"),
        ("Ova knjiga je bila vrlo zanimljiva i ja sam je pročitao.", "knjiga zanimljiva pročitao"),
    ],
    "sv": [
        (
            "Barnen gick till skolan, men läraren hade inte kommit ännu.",
            "barnen gick skolan läraren kommit",
        ),
        ("Varför har du inte skrivit något brev till henne?", "skrivit brev"),
    ],
    "sw": [
        (
            "Watoto walienda shule lakini mwalimu alikuwa bado hajafika.",
            "watoto walienda shule mwalimu hajafika",
        ),
        ("Kitabu hiki ni kizuri sana na mimi nilikisoma.", "kitabu kizuri nilikisoma"),
    ],
    "ta": [
        (
            "குழந்தைகள் பள்ளிக்கு சென்றனர் ஆனால் ஆசிரியர் இன்னும் வரவில்லை.",
            "குழந்தைகள் பள்ளிக்கு சென்றனர் ஆசிரியர் வரவில்லை",
        ),
        (
            "இந்த புத்தகம் மிகவும் அழகாக இருக்கிறது என்று நான் நினைத்தேன்.",
            "புத்தகம் அழகாக நினைத்தேன்",
        ),
    ],
    "te": [
        (
            "పిల్లలు పాఠశాలకు వెళ్ళారు కానీ ఉపాధ్యాయుడు ఇంకా రాలేదు.",
            "పిల్లలు పాఠశాలకు వెళ్ళారు ఉపాధ్యాయుడు రాలేదు",
        ),
        ("ఈ పుస్తకం చాలా అందంగా ఉంది మరియు నేను చదివాను.", "పుస్తకం అందంగా చదివాను"),
    ],
    "tg": [
        (
            "Кӯдакон ба мактаб рафтанд, аммо муаллим ҳанӯз наомадааст.",
            "кӯдакон мактаб рафтанд муаллим наомадааст",
        ),
        ("Ин китоб хеле хуб буд ва ман онро хондам.", "китоб хуб хондам"),
    ],
    "th": [
        ("เด็กๆไปโรงเรียนแต่ครูยังไม่มา", "เด็กๆ โรงเรียน ครู"),
        ("หนังสือนี้เป็นของฉัน", "หนังสือ"),
    ],
    "tl": [
        (
            "Ang mga bata ay pumunta sa paaralan ngunit wala pa ang guro.",
            "bata pumunta paaralan guro",
        ),
        ("Itong aklat ay maganda at binasa ko na ito.", "aklat maganda binasa"),
    ],
    "tr": [
        (
            "Çocuklar okula gittiler, ama öğretmen hâlâ orada değil.",
            "çocuklar okula gittiler öğretmen",
        ),
        ("Bu kitap çok ilginçti ve ben onu okudum.", "kitap ilginçti okudum"),
    ],
    "tt": [
        (
            "Балалар мәктәпкә барды, ләкин укытучы әле килмәде.",
            "балалар мәктәпкә барды укытучы килмәде",
        ),
        ("Бу китап бик кызыклы булды һәм мин аны укыдым.", "китап кызыклы укыдым"),
    ],
    "uk": [
        ("Діти пішли до школи, але вчитель ще не прийшов.", "діти пішли школи вчитель прийшов"),
        ("Ця книга була дуже цікава, і я її прочитав.", "книга цікава прочитав"),
    ],
    "ur": [
        ("بچے اسکول گئے لیکن استاد ابھی نہیں آئے تھے۔", "بچے اسکول استاد آئے"),
        ("یہ کتاب بہت خوبصورت ہے اور میں نے اسے پڑھا۔", "کتاب خوبصورت پڑھا"),
    ],
    "uz": [
        (
            "Bolalar maktabga borishdi, lekin oʻqituvchi hali kelmadi.",
            "bolalar maktabga borishdi o'qituvchi kelmadi",
        ),
        ("Bu kitob juda qiziq edi va men uni oʻqidim.", "kitob qiziq o'qidim"),
    ],
    "vi": [
        ("Những đứa trẻ đi học nhưng thầy giáo vẫn chưa đến.", "đứa trẻ đi học thầy giáo"),
        ("Quyển sách này rất hay và tôi đã đọc nó.", "quyển sách đọc"),
    ],
    "yi": [
        (
            "די קינדער זענען געגאַנגען אין שול אָבער דער לערער איז נאָך נישט געקומען.",
            "קינדער געגאַנגען שול לערער געקומען",
        ),
        ("דאָס בוך איז זייער שיין און איך האָב עס געלייענט.", "בוך שיין געלייענט"),
    ],
    "zh": [
        ("孩子们去了学校，但是老师还没有来。", "孩子 去了 学校 老师 来"),
        ("这本书非常有趣。", "书 有趣"),
    ],
}
