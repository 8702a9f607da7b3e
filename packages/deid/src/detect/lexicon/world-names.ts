/** Given names from many parts of the world, lower case and without accents; none is an everyday English or clinical word. A feature, never a verdict. */
export const WORLD_GIVEN_NAMES = `
thuy nhung phuong trang thao ngoc hien lanh oanh quyen quynh tuyet yen xuan hieu khoa kiet minh nghia phuc quan quang thang thanh thinh tien trung tuan vinh
siosaia sione semisi tevita mele salote losaline talia tupou viliami sitiveni siaosi alisi lupe sina malia fetu tavita ioane leilani keanu kalani kimo makoa kawika keola noelani iolana mahina pualani nalani hiro moana aroha wiremu hemi rawiri ngaire hinemoa tamati rangi hohepa mikaere anahera marama
chukwudi chukwuma chinwe chinonso chizoba ikechukwu obinna obioma uche uchenna nneka nkechi ngozi adaeze adaobi ebele ifeanyi kelechi kenechukwu nnamdi nonso okechukwu onyeka somto ugochi amaka amarachi adaora
abiodun adebayo adebola adekunle adeola adewale ayodele ayomide babatunde bolanle bukola busayo damilola dayo femi folake funke funmilayo gbenga ireti kemi kolade kunle lanre lekan olumide olu oluwaseun omolara oyinkan segun seun simisola sola taiwo temitope titilayo toyin tunde wale yemi yetunde yewande
akosua abena adwoa akua afia efua kojo kwaku kwesi yaw kwame ekow adjoa araba fiifi
wanjiru wambui njeri nyambura muthoni wairimu kamau kariuki mwangi njoroge otieno ochieng achieng akinyi atieno wafula nekesa barasa fatuma zawadi baraka neema amani makena
thandeka thandiwe nomsa nomvula sipho sibusiso bongani lindiwe lungile mandla mpho nkosi ntombi palesa tebogo thabo themba thabiso zanele zodwa sizwe lerato kagiso refilwe tshepo dineo naledi
selam tigist hana meron hirut bekele dawit abebe tesfaye girma mulugeta getachew alemu yonas yohannes abeba almaz tsehay genet senait mehret rahel kidane
hodan hamdi ayaan ifrah ubah sagal deqa faduma halimo nimco warsame abdirahman abdullahi liban mahad
nhia xee chue tou ger yer bao kao pang choua mao
jaskaran gurpreet harpreet jaspreet kuldeep paramjit sukhwinder sukhdeep balwinder baljit gurdeep hardeep jagjit navdeep rajinder ranjit satnam surjit tejinder lakhwinder amarjit simran
kavitha lakshmi meenakshi murugan senthil karthikeyan kumaran malarvizhi selvi ramya sundaram subramanian venkatesh vijayalakshmi padma revathi arumugam ganesan muthu thamarai saravanan balaji sridhar aravind biju shaji jomon mathew sheeba jincy aneesh rajesh suresh ramesh mahesh dinesh naresh harish girish umesh priya pooja neha sneha shreya swati sunita savita geeta rekha usha sushila kamla pushpa shanti radha sita anjali nisha ritu seema smita vandana archana sangeeta poonam kiran deepika aishwarya divyansh rohan rohit rahul sanjay vijay vikram vinod anand ashwin gaurav nikhil pranav siddharth tushar varun vivek
soojin minji jiho seojun minjun hyejin jaewon jihye jiwoo jisoo seoyeon sungmin taehyung yeonhee youngja kyungsoo eunji haneul hyun sook myung
yuki sakura aiko haruki daichi kaito takumi yuto hina satoshi takeshi tsuyoshi yoshiko michiko sachiko keiko noriko yumiko mariko etsuko masao shigeru
xiaoming wei ying juan lihua meiling xiuying guoqiang jianguo weiming haoran zihan yuxuan siyu
sigridur gudrun thorbjorg katrin ragnheidur solveig asdis bjork freyja sigrun thora jon gunnar olafur sigurdur petur magnus kari einar haukur snorri
agnieszka katarzyna malgorzata krystyna barbara ewa halina jadwiga danuta franciszka bozena grazyna zofia wanda stanislaw kazimierz tadeusz zbigniew ryszard janusz jerzy krzysztof grzegorz piotr pawel tomasz marek wojciech slawomir miroslaw boguslaw zdzislaw
svetlana tatiana natalia oksana olena iryna lyudmila galina nadezhda vera volodymyr oleksandr dmytro serhiy andriy mykola ivan bohdan taras yuriy sergei vladimir nikolai mikhail aleksei pavel
bassam ziad youssef mustafa abdelrahman tarek khaled walid samir nabil hisham fadi rami maher marwan ghassan issam najla rania dalia mona nadia samira salma yasmina zeinab zahra maryam khadija amina hafsa sumaya ruqayya abdulaziz faiza rashida bilal hamid rashid salim saeed farouk adnan faris omar usman umar hamdan
reza mehrdad dariush farhad behrouz shirin nasrin parisa soraya farideh azadeh leyla mahsa niloufar
mehmet emre burak serkan tugba elif zeynep aylin sule ozlem ayse fatma hatice emine hulya gulsen
mirlande rosemond marckenson widline guerline nadege ketly magalie yolette wislande jean-baptiste islande dieudonne
lupita chelo beto nacho pancho chuy lalo tono concha chayo lucha nena yari karely yadira yesenia yesi xochitl citlali itzayana marisol anahi rocio refugio yolanda graciela rosalba maricarmen ximena guadalupe
siobhan aoife aoibheann saoirse niamh caoimhe grainne orla roisin sinead sorcha ciaran eoghan oisin padraig cormac cian tadhg cathal diarmuid fionn seamus ceri rhiannon angharad bronwen carys sian dafydd gareth rhys iwan emrys ruairidh mairi morag eilidh iain hamish calum
ulrike heike sabine petra gudrun uwe jurgen wolfgang dieter gunther manfred reinhard irmgard waltraud hildegard gisela ingrid
perla dodong inday rowena marivic maricel jhun rodel arnel rommel reynaldo
dacia tsosie bitsilly
adaline addie bettina coretta devonte dottie fitz janey lettie mabel mattie zeke keisha latrice shanice tamika tyrone demetrius deandre tanisha lakeshia shaquille jamarcus tyrese
tiff mags bev viv flo trish manny pepe paco quique kiko nando tere rosi lety licha jas
kemar kiesha bola thandi aminata mamadou ousmane ibrahima moussa aissatou abdou sahra deeqa haile tsegaye berhane
tenzin pema dawa nima lhamo dolma sangay kou xiong duc binh somchai somsak malee siriporn boyet ligaya dalisay analyn
thais iracema tiago thiago joaquim otavio edson ivete wideline frantz jocelyne emmanuela precy nene
gudni hildur ragnar sven aino eino veikko pirkko tuula jukka pekka matti seppo kaisa riitta gethin gwladys ffion iestyn hywel catriona gregor majella cillian
milos dragan goran zoran nenad vesna jelena ljiljana snezana bojan zlatan wieslaw leokadia czeslaw mieczyslaw ionut bogdan radu razvan viorica
kolya vanya dima alyosha yaroslav svitlana halyna huseyin cengiz kaveh mahnaz delvin wambli chaske
meena sunil sukhdev merin reji dilrukshi chaminda nuwan sanduni shafi teuila keoni naoko fumiko chiyo
`

/** Surnames from many parts of the world, in the same form. */
export const WORLD_SURNAMES = `
truong dang duong huynh phan vuong quach luu trinh nguyen tran pham hoang
tupou tuilagi fonoti tuivasa faamausili tauiliili matagi vainikolo taufa moala latu kaufusi havili ngata parata tamihana wikaira paki kahananui kealoha kamaka kahale
okonkwo okafor okoye okeke okoro nwosu nwachukwu nwankwo eze ezeh onyekachi obi ogbonna uzor anyanwu chukwu igwe
adeyemi adebayo adeleke akinwunmi akinola ogunleye ogundipe oyelowo oladipo olawale afolabi balogun bankole fashola falana onabanjo sowande
asante boateng mensah owusu osei quansah acheampong agyeman amoah ansah appiah darko frimpong gyamfi ofori opoku sarpong yeboah
kamau kariuki mwangi njoroge otieno ochieng odhiambo omondi onyango owino kipchoge kiptoo cheruiyot rotich wanyama
dlamini nkosi govender naidoo pillay khumalo mkhize ndlovu ngcobo mokoena molefe sithole venter botha kruger pretorius
abebe tesfaye bekele haile gebre hailu tadesse wolde mekonnen
warsame jama farah osman abdi hirsi elmi guled
vang vue xiong yang thao moua yer khang
dhaliwal sandhu gill grewal sidhu dhillon brar bains randhawa ahluwalia bhatia chawla arora kapoor khanna malhotra mehta sethi chopra gurung tamang sherpa shrestha thapa karki
subramanian ramanathan venkataraman krishnan iyer iyengar nair menon pillai kurian varghese cherian perera jayawardena wickramasinghe rajapaksa
chatterjee mukherjee banerjee bhattacharya ghosh sengupta dasgupta chowdhury rahman hossain begum khatun akter
yoon kwon hwang ahn jeong shin seo baek
tanaka watanabe suzuki takahashi kobayashi yamamoto nakamura ito kato yoshida yamada sasaki matsumoto inoue kimura hayashi shimizu nakagawa oyama
sigurdsson jonsdottir gunnarsson olafsson einarsdottir magnusson
kowalczyk kowalski nowak wisniewski wojcik kaminski lewandowski zielinski szymanska szymanski wozniak dabrowski kozlowski jankowski brzezinski
ivanov petrov sidorov kuznetsov popov volkov shevchenko kovalenko bondarenko tkachenko ionescu popescu stoica
al-khouri khouri haddad nassar saleh mansour shaheen qureshi siddiqui sheikh choudhry haq hashemi hosseini tehrani
yilmaz celik aydin ozturk
desrosiers saint-fleur pierre-louis jean-louis etienne toussaint dessalines baptiste-jean
zurita yanez urrutia villanueva bustillos arreola ceja zepeda cisneros
mulcahy quinn osullivan oconnor ohara odonnell odowd macgillivray mackinnon maclennan mcgillivray breathnach
begaye tsinajinnie yazzie tsosie bitsilly mbeki
hollis fontenot guidry robicheaux thibodeaux voss iqbal sharpe
`
