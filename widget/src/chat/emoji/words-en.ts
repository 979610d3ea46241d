// Written by tools/emoji/write-emoji-data.ts, from emojibase (MIT) and CLDR (Unicode License v3).

/** A line for each emoji, in the order of `EMOJI_LIST`: its name, more words, its shortcodes. */
export const WORDS = `
grinning face|cheerful cheery grin happy laugh nice smile smiling teeth|grinning
grinning face with big eyes|awesome grin happy mouth open smile smiling teeth yay|smiley
grinning face with smiling eyes|eye grin happy laugh lol mouth open smile|smile
beaming face with smiling eyes|eye grin grinning happy nice smile teeth|grin
grinning squinting face|closed eyes haha hahaha happy laugh lol mouth open rofl smile smiling|laughing satisfied
grinning face with sweat|cold dejected excited mouth nervous open smile smiling stress stressed|sweat_smile
rolling on the floor laughing|crying face funny haha happy hehe hilarious joy laugh lmao lol rofl roflmao tear|rofl
face with tears of joy|crying feels funny haha happy hehe hilarious laugh lmao lol rofl roflmao tear|joy
slightly smiling face|happy smile|slightly_smiling_face
upside-down face|hehe smile|upside_down_face
melting face|disappear dissolve embarrassed haha heat hot liquid lol melt sarcasm sarcastic|melting_face
winking face|flirt heartbreaker sexy slide tease wink winks|wink
smiling face with smiling eyes|blush eye glad satisfied smile|blush
smiling face with halo|angel angelic angels blessed fairy fairytale fantasy happy innocent peaceful smile spirit tale|innocent
smiling face with hearts|3 adore crush heart ily love romance smile you|smiling_face_with_three_hearts
smiling face with heart-eyes|143 bae eye feels hearts ily kisses love romance romantic smile xoxo|heart_eyes
star-struck|excited eyes face grinning smile starry eyed wow|star_struck
face blowing a kiss|adorbs bae flirt heart ily love lover miss muah romantic smooch xoxo you|kissing_heart
kissing face|143 date dating flirt ily kiss love smooch smooches xoxo you|kissing
smiling face|happy outlined relaxed smile|relaxed
kissing face with closed eyes|143 bae blush date dating eye flirt ily kisses smooches xoxo|kissing_closed_eyes
kissing face with smiling eyes|143 closed date dating eye flirt ily kiss kisses love night smile|kissing_smiling_eyes
smiling face with tear|glad grateful happy joy pain proud relieved smile smiley touched|smiling_face_with_tear
face savoring food|delicious eat full hungry savor smile smiling tasty um yum yummy|yum
face with tongue|awesome cool nice party stuck out sweet|stuck_out_tongue
winking face with tongue|crazy epic eye funny joke loopy nutty party stuck out wacky weirdo wink yolo|stuck_out_tongue_winking_eye
zany face|crazy eye eyes goofy large small|zany_face
squinting face with tongue|closed eye eyes gross horrible omg stuck out taste whatever yolo|stuck_out_tongue_closed_eyes
money-mouth face|paid|money_mouth_face
smiling face with open hands|hug hugging|hugs
face with hand over mouth|giggle giggling oops realization secret shock sudden surprise whoops|hand_over_mouth
face with open eyes and hand over mouth|amazement awe disbelief embarrass gasp omg quiet scared shock surprise|face_with_open_eyes_and_hand_over_mouth
face with peeking eye|captivated embarrass hide hiding peek peep scared shy stare|face_with_peeking_eye
shushing face|quiet shh shush|shushing_face
thinking face|chin consider hmm ponder pondering wondering|thinking
saluting face|good luck ma’am ok respect salute sir troops yes|saluting_face
zipper-mouth face|keep quiet secret shut zip|zipper_mouth_face
face with raised eyebrow|disapproval disbelief distrust emoji hmm mild skeptic skeptical skepticism surprise what|raised_eyebrow
neutral face|awkward blank deadpan expressionless fine jealous meh oh shade straight unamused unhappy unimpressed whatever|neutral_face
expressionless face|awkward dead fine inexpressive jealous meh not oh omg straight uh unhappy unimpressed whatever|expressionless
face without mouth|awkward blank expressionless mouthless mute quiet secret silence silent speechless|no_mouth
dotted line face|depressed disappear hidden hide introvert invisible meh whatever wtv|dotted_line_face
face in clouds|absentminded fog head|face_in_clouds
smirking face|boss dapper flirt homie kidding leer shade slick sly smirk smug snicker suave suspicious swag|smirk
unamused face|... bored fine jealous jel jelly pissed smh ugh uhh unhappy weird whatever|unamused
face with rolling eyes|eyeroll shade ugh whatever|roll_eyes
grimacing face|awk awkward dentist grimace grinning smile smiling|grimacing
face exhaling|blow blowing exhale exhausted gasp groan relief sigh smiley smoke whisper whistle|face_exhaling
lying face|liar lie pinocchio|lying_face
shaking face|crazy daze earthquake omg panic shock surprise vibrate whoa wow|shaking_face
relieved face|calm peace relief zen|relieved
pensive face|awful bored dejected died disappointed losing lost sad sucks|pensive
sleepy face|crying good night sad sleep sleeping tired|sleepy
drooling face||drooling_face
sleeping face|bed bedtime good goodnight nap night sleep tired whatever yawn zzz|sleeping
face with medical mask|cold dentist dermatologist doctor dr germs medicine sick|mask
face with thermometer|ill sick|face_with_thermometer
face with head-bandage|hurt injury ouch|face_with_head_bandage
nauseated face|gross nasty sick vomit|nauseated_face
face vomiting|barf ew gross puke sick spew throw up vomit|vomiting_face
sneezing face|fever flu gesundheit sick sneeze|sneezing_face
hot face|dying feverish heat panting red faced stroke sweating tongue|hot_face
cold face|blue faced freezing frostbite icicles subzero teeth|cold_face
woozy face|dizzy drunk eyes intoxicated mouth tipsy uneven wavy|woozy_face
face with crossed-out eyes|dead dizzy feels knocked sick tired|dizzy_face
face with spiral eyes|confused dizzy hypnotized omg smiley trouble whoa woah woozy|face_with_spiral_eyes
exploding head|blown explode mind mindblown no shocked way|exploding_head
cowboy hat face|cowgirl|cowboy_hat_face
partying face|bday birthday celebrate celebration excited happy hat hooray horn party|partying_face
disguised face|disguise eyebrow glasses incognito moustache mustache nose person spy tache tash|disguised_face
smiling face with sunglasses|awesome beach bright bro chilling cool rad relaxed shades slay smile style swag win|sunglasses
nerd face|brainy clever expert geek gifted glasses intelligent smart|nerd_face
face with monocle|classy fancy rich stuffy wealthy|monocle_face
confused face|befuddled confusing dunno frown hm meh not sad sorry sure|confused
face with diagonal mouth|confused confusion disappointed doubt doubtful frustrated frustration meh skeptical unsure whatever wtv|face_with_diagonal_mouth
worried face|anxious butterflies nerves nervous sad stress stressed surprised worry|worried
slightly frowning face|frown sad|slightly_frowning_face
frowning face|frown sad|frowning_face
face with open mouth|believe forgot omg shocked surprised sympathy unbelievable unreal whoa wow you|open_mouth
hushed face|epic omg stunned surprised whoa woah|hushed
astonished face|cost no omg shocked totally way|astonished
flushed face|amazed awkward crazy dazed dead disbelief embarrassed geez heat hot impressed jeez what wow|flushed
pleading face|begging big eyes mercy not please pretty puppy sad why|pleading_face
face holding back tears|admiration aww cry embarrassed feelings grateful gratitude joy please proud resist sad|face_holding_back_tears
frowning face with open mouth|caught frown guard scared scary surprise what wow|frowning
anguished face|forgot scared scary stressed surprise unhappy what wow|anguished
fearful face|afraid anxious blame fear scared worried|fearful
anxious face with sweat|blue cold eek mouth nervous open rushed scared yikes|cold_sweat
sad but relieved face|anxious call close complicated disappointed not sweat time whew|disappointed_relieved
crying face|awful cry feels miss sad tear triste unhappy|cry
loudly crying face|bawling cry sad sob tear tears unhappy|sob
face screaming in fear|epic fearful munch scared scream screamer shocked surprised woah|scream
confounded face|annoyed confused cringe distraught feels frustrated mad sad|confounded
persevering face|concentrate concentration focus headache persevere|persevere
disappointed face|awful blame dejected fail losing sad unhappy|disappointed
downcast face with sweat|close cold feels headache nervous sad scared yikes|sweat
weary face|crying fail feels hungry mad nooo sad sleepy tired unhappy|weary
tired face|cost feels nap sad sneeze|tired_face
yawning face|bedtime bored goodnight nap night sleep sleepy tired whatever yawn zzz|yawning_face
face with steam from nose|anger angry feels fume fuming furious fury mad triumph unhappy won|triumph
enraged face|anger angry feels mad maddening pouting rage red shade unhappy upset|pout rage
angry face|anger blame feels frustrated mad maddening rage shade unhappy upset|angry
face with symbols on mouth|censor cursing cussing mad pissed swearing|cursing_face
smiling face with horns|demon devil evil fairy fairytale fantasy purple shade smile tale|smiling_imp
angry face with horns|demon devil evil fairy fairytale fantasy imp mischievous purple shade tale|imp
skull|body dead death face fairy fairytale i’m lmao monster tale yolo|skull
skull and crossbones|bone dead death face monster|skull_and_crossbones
pile of poo|bs comic doo dung face fml monster poop smelly smh stink stinks stinky turd|hankey poop shit
clown face||clown_face
ogre|creature devil face fairy fairytale fantasy mask monster scary tale|japanese_ogre
goblin|angry creature face fairy fairytale fantasy mask mean monster tale|japanese_goblin
ghost|boo creature excited face fairy fairytale fantasy halloween haunting monster scary silly tale|ghost
alien|creature extraterrestrial face fairy fairytale fantasy monster space tale ufo|alien
alien monster|creature extraterrestrial face fairy fairytale fantasy game gamer games pixelated space tale ufo|space_invader
robot|face monster|robot
grinning cat|animal face mouth open smile smiling|smiley_cat
grinning cat with smiling eyes|animal eye face grin smile|smile_cat
cat with tears of joy|animal face laugh laughing lol tear|joy_cat
smiling cat with heart-eyes|animal eye face love smile|heart_eyes_cat
cat with wry smile|animal face ironic|smirk_cat
kissing cat|animal closed eye eyes face kiss|kissing_cat
weary cat|animal face oh surprised|scream_cat
crying cat|animal cry face sad tear|crying_cat_face
pouting cat|animal face|pouting_cat
see-no-evil monkey|embarrassed face forbidden forgot gesture hide omg prohibited scared secret smh watch|see_no_evil
hear-no-evil monkey|animal ears face forbidden gesture listen not prohibited secret shh tmi|hear_no_evil
speak-no-evil monkey|animal face forbidden gesture not oops prohibited quiet secret stealth|speak_no_evil
love letter|heart mail romance valentine|love_letter
heart with arrow|143 adorbs cupid date emotion ily love romance valentine|cupid
heart with ribbon|143 anniversary emotion ily kisses valentine xoxo|gift_heart
sparkling heart|143 emotion excited good ily kisses morning night sparkle xoxo|sparkling_heart
growing heart|143 emotion excited heartpulse ily kisses muah nervous pulse xoxo|heartpulse
beating heart|143 cardio emotion heartbeat ily love pulsating pulse|heartbeat
revolving hearts|143 adorbs anniversary emotion heart|revolving_hearts
two hearts|143 anniversary date dating emotion heart ily kisses love loving xoxo|two_hearts
heart decoration|143 emotion hearth purple white|heart_decoration
heart exclamation|heavy mark punctuation|heavy_heart_exclamation
broken heart|break crushed emotion heartbroken lonely sad|broken_heart
heart on fire|burn love lust sacred|heart_on_fire
mending heart|healthier improving recovering recuperating well|mending_heart
red heart|emotion love|heart
pink heart|143 adorable cute emotion ily like love special sweet|pink_heart
orange heart|143|orange_heart
yellow heart|143 cardiac emotion ily love|yellow_heart
green heart|143 emotion ily love romantic|green_heart
blue heart|143 emotion ily love romance|blue_heart
light blue heart|143 cute cyan emotion ily like love sky special teal|light_blue_heart
purple heart|143 bestest emotion ily love|purple_heart
brown heart|143|brown_heart
black heart|evil wicked|black_heart
grey heart|143 emotion gray ily love silver slate special|grey_heart
white heart|143|white_heart
kiss mark|dating emotion heart kissing lips romance sexy|kiss
hundred points|100 a+ agree clearly definitely faithful fleek full keep perfect point score true truth yup|100
anger symbol|angry comic mad upset|anger
collision|bomb boom collide comic explode|boom collision
dizzy|comic shining shooting star stars|dizzy
sweat droplets|comic drip droplet drops splashing squirt water wet work workout|sweat_drops
dashing away|cloud comic dash fart fast go gone gotta running smoke|dash
hole||hole
speech balloon|bubble comic dialog message sms talk text typing|speech_balloon
eye in speech bubble|balloon witness|eye_speech_bubble
left speech bubble|balloon dialog|left_speech_bubble
right anger bubble|angry balloon mad|right_anger_bubble
thought balloon|bubble cartoon cloud comic daydream decisions dream idea invent invention realize think thoughts wonder|thought_balloon
ZZZ|comic good goodnight night sleep sleeping sleepy tired|zzz
waving hand|bye cya g2g greetings gtg hello hey hi later outtie ttfn ttyl wave yo you|wave
raised back of hand|backhand|raised_back_of_hand
hand with fingers splayed|finger raised stop|raised_hand_with_fingers_splayed
raised hand|5 five high stop|hand raised_hand
vulcan salute|finger hand hands|vulcan_salute
rightwards hand|handshake hold reach right rightward shake|rightwards_hand
leftwards hand|handshake hold left leftward reach shake|leftwards_hand
palm down hand|dismiss drop dropped pick shoo up|palm_down_hand
palm up hand|beckon catch come hold know lift me offer tell|palm_up_hand
leftwards pushing hand|block five halt high hold leftward pause push refuse slap stop wait|leftwards_pushing_hand
rightwards pushing hand|block five halt high hold pause push refuse rightward slap stop wait|rightwards_pushing_hand
OK hand|awesome bet dope fleek fosho got gotcha legit okay pinch rad sure sweet three|ok_hand
pinched fingers|gesture hand hold huh interrogation patience relax sarcastic ugh what zip|pinched_fingers
pinching hand|amount bit fingers little small sort|pinching_hand
victory hand|peace v|v
crossed fingers|cross finger hand luck|crossed_fingers
hand with index finger and thumb crossed|<3 expensive heart love money snap|hand_with_index_finger_and_thumb_crossed
love-you gesture|fingers hand ily three|love_you_gesture
sign of the horns|finger hand rock on|metal
call me hand|hang loose shaka|call_me_hand
backhand index pointing left|finger hand point|point_left
backhand index pointing right|finger hand point|point_right
backhand index pointing up|finger hand point|point_up_2
middle finger|hand|fu middle_finger
backhand index pointing down|finger hand point|point_down
index pointing up|finger hand point this|point_up
index pointing at the viewer|finger hand poke you|index_pointing_at_the_viewer
thumbs up|+1 good hand like thumb yes|+1 thumbsup
thumbs down| 1 bad dislike good hand no nope thumb|-1 thumbsdown
raised fist|clenched hand punch solidarity|fist fist_raised
oncoming fist|absolutely agree boom bro bruh bump clenched correct hand knuckle pound punch rock ttyl|facepunch fist_oncoming punch
left-facing fist|leftwards|fist_left
right-facing fist|rightwards|fist_right
clapping hands|applause approval awesome clap congrats congratulations excited good great hand homie job nice prayed well yay|clap
raising hands|celebration gesture hand hooray praise raised|raised_hands
heart hands|<3 love you|heart_hands
open hands|hand hug jazz swerve|open_hands
palms up together|cupped dua hands pray prayer wish|palms_up_together
handshake|agreement deal hand meeting shake|handshake
folded hands|appreciate ask beg blessed bow cmon five gesture hand high please pray thanks thx|pray
writing hand|write|writing_hand
nail polish|bored care cosmetics done makeup manicure whatever|nail_care
selfie|camera phone|selfie
flexed biceps|arm beast bench bodybuilder bro curls flex gains gym jacked muscle press ripped strong weightlift|muscle
mechanical arm|accessibility prosthetic|mechanical_arm
mechanical leg|accessibility prosthetic|mechanical_leg
leg|bent foot kick knee limb|leg
foot|ankle feet kick stomp|foot
ear|body ears hear hearing listen listening sound|ear
ear with hearing aid|accessibility hard|ear_with_hearing_aid
nose|body noses nosey odor smell smells|nose
brain|intelligent smart|brain
anatomical heart|beat cardiology heartbeat organ pulse real red|anatomical_heart
lungs|breath breathe exhalation inhalation lung organ respiration|lungs
tooth|dentist pearly teeth white|tooth
bone|bones dog skeleton wishbone|bone
eyes|body eye face googly look looking omg peep see seeing|eyes
eye|1 body one|eye
tongue|body lick slurp|tongue
mouth|beauty body kiss kissing lips lipstick|lips
biting lip|anxious bite fear flirt flirting kiss lipstick nervous sexy uncomfortable worried worry|biting_lip
baby|babies children goo infant newborn pregnant young|baby
child|bright eyed grandchild kid young younger|child
boy|bright eyed child grandson kid son young younger|boy
girl|bright eyed child daughter granddaughter kid virgo young younger zodiac|girl
person|adult|adult
person: blond hair|haired human|blond_haired_person
man|adult bro|man
person: beard|bearded whiskers|bearded_person
man: beard|bearded whiskers|man_beard
woman: beard|bearded whiskers|woman_beard
man: red hair|adult bro|red_haired_man
man: curly hair|adult bro|curly_haired_man
man: white hair|adult bro|white_haired_man
man: bald|adult bro|bald_man
woman|adult lady|woman
woman: red hair|adult lady|red_haired_woman
person: red hair|adult|person_red_hair
woman: curly hair|adult lady|curly_haired_woman
person: curly hair|adult|person_curly_hair
woman: white hair|adult lady|white_haired_woman
person: white hair|adult|person_white_hair
woman: bald|adult lady|bald_woman
person: bald|adult|person_bald
woman: blond hair|haired blonde|blond_haired_woman blonde_woman
man: blond hair|haired|blond_haired_man
older person|adult elderly grandparent old wise|older_adult
old man|adult bald elderly gramps grandfather grandpa wise|older_man
old woman|adult elderly grandma grandmother granny lady wise|older_woman
person frowning|annoyed disappointed disgruntled disturbed frown frustrated gesture irritated upset|frowning_person
man frowning|annoyed disappointed disgruntled disturbed frown frustrated gesture irritated upset|frowning_man
woman frowning|annoyed disappointed disgruntled disturbed frown frustrated gesture irritated upset|frowning_woman
person pouting|disappointed downtrodden frown grimace scowl sulk upset whine|pouting_face
man pouting|disappointed downtrodden frown grimace scowl sulk upset whine|pouting_man
woman pouting|disappointed downtrodden frown grimace scowl sulk upset whine|pouting_woman
person gesturing NO|forbidden gesture hand not prohibit|no_good
man gesturing NO|forbidden gesture hand not prohibit|ng_man no_good_man
woman gesturing NO|forbidden gesture hand not prohibit|ng_woman no_good_woman
person gesturing OK|exercise gesture hand omg|ok_person
man gesturing OK|exercise gesture hand omg|ok_man
woman gesturing OK|exercise gesture hand omg|ok_woman
person tipping hand|fetch flick flip gossip sarcasm sarcastic sassy seriously whatever|information_desk_person tipping_hand_person
man tipping hand|fetch flick flip gossip sarcasm sarcastic sassy seriously whatever|sassy_man tipping_hand_man
woman tipping hand|fetch flick flip gossip sarcasm sarcastic sassy seriously whatever|sassy_woman tipping_hand_woman
person raising hand|gesture here know me pick question raise|raising_hand
man raising hand|gesture here know me pick question raise|raising_hand_man
woman raising hand|gesture here know me pick question raise|raising_hand_woman
deaf person|accessibility ear gesture hear|deaf_person
deaf man|accessibility ear gesture hear|deaf_man
deaf woman|accessibility ear gesture hear|deaf_woman
person bowing|apology ask beg bow favor forgive gesture meditate meditation pity regret sorry|bow
man bowing|apology ask beg bow favor forgive gesture meditate meditation pity regret sorry|bowing_man
woman bowing|apology ask beg bow favor forgive gesture meditate meditation pity regret sorry|bowing_woman
person facepalming|again bewilder disbelief exasperation facepalm no not oh omg shock smh|facepalm
man facepalming|again bewilder disbelief exasperation facepalm no not oh omg shock smh|man_facepalming
woman facepalming|again bewilder disbelief exasperation facepalm no not oh omg shock smh|woman_facepalming
person shrugging|doubt dunno guess idk ignorance indifference knows maybe shrug whatever who|shrug
man shrugging|doubt dunno guess idk ignorance indifference knows maybe shrug whatever who|man_shrugging
woman shrugging|doubt dunno guess idk ignorance indifference knows maybe shrug whatever who|woman_shrugging
health worker|doctor healthcare nurse therapist|health_worker
man health worker|doctor healthcare nurse therapist|man_health_worker
woman health worker|doctor healthcare nurse therapist|woman_health_worker
student|graduate|student
man student|graduate|man_student
woman student|graduate|woman_student
teacher|instructor lecturer professor|teacher
man teacher|instructor lecturer professor|man_teacher
woman teacher|instructor lecturer professor|woman_teacher
judge|justice law scales|judge
man judge|justice law scales|man_judge
woman judge|justice law scales|woman_judge
farmer|gardener rancher|farmer
man farmer|gardener rancher|man_farmer
woman farmer|gardener rancher|woman_farmer
cook|chef|cook
man cook|chef|man_cook
woman cook|chef|woman_cook
mechanic|electrician plumber tradesperson|mechanic
man mechanic|electrician plumber tradesperson|man_mechanic
woman mechanic|electrician plumber tradesperson|woman_mechanic
factory worker|assembly industrial|factory_worker
man factory worker|assembly industrial|man_factory_worker
woman factory worker|assembly industrial|woman_factory_worker
office worker|architect business manager white collar|office_worker
man office worker|architect business manager white collar|man_office_worker
woman office worker|architect business manager white collar|woman_office_worker
scientist|biologist chemist engineer mathematician physicist|scientist
man scientist|biologist chemist engineer mathematician physicist|man_scientist
woman scientist|biologist chemist engineer mathematician physicist|woman_scientist
technologist|coder computer developer inventor software|technologist
man technologist|coder computer developer inventor software|man_technologist
woman technologist|coder computer developer inventor software|woman_technologist
singer|actor entertainer rock rockstar star|singer
man singer|actor entertainer rock rockstar star|man_singer
woman singer|actor entertainer rock rockstar star|woman_singer
artist|palette|artist
man artist|palette|man_artist
woman artist|palette|woman_artist
pilot|plane|pilot
man pilot|plane|man_pilot
woman pilot|plane|woman_pilot
astronaut|rocket space|astronaut
man astronaut|rocket space|man_astronaut
woman astronaut|rocket space|woman_astronaut
firefighter|fire firetruck|firefighter
man firefighter|fire firetruck|man_firefighter
woman firefighter|fire firetruck|woman_firefighter
police officer|apprehend arrest citation cop law over pulled undercover|cop police_officer
man police officer|apprehend arrest citation cop law over pulled undercover|policeman
woman police officer|apprehend arrest citation cop law over pulled undercover|policewoman
detective|sleuth spy|detective
man detective|sleuth spy|male_detective
woman detective|sleuth spy|female_detective
guard|buckingham helmet london palace|guard
man guard|buckingham helmet london palace|guardsman
woman guard|buckingham helmet london palace|guardswoman
ninja|assassin fight fighter hidden person secret skills sly soldier stealth war|ninja
construction worker|build fix hardhat hat man person rebuild remodel repair work|construction_worker
man construction worker|build fix hardhat hat rebuild remodel repair work|construction_worker_man
woman construction worker|build fix hardhat hat man rebuild remodel repair work|construction_worker_woman
person with crown|monarch noble regal royal royalty|person_with_crown
prince|crown fairy fairytale fantasy king royal royalty tale|prince
princess|crown fairy fairytale fantasy queen royal royalty tale|princess
person wearing turban||person_with_turban
man wearing turban||man_with_turban
woman wearing turban||woman_with_turban
person with skullcap|cap chinese gua guapi hat mao pi|man_with_gua_pi_mao
woman with headscarf|bandana head hijab kerchief mantilla tichel|woman_with_headscarf
person in tuxedo|formal wedding|person_in_tuxedo
man in tuxedo|formal groom wedding|man_in_tuxedo
woman in tuxedo|formal wedding|woman_in_tuxedo
person with veil|wedding|person_with_veil
man with veil|wedding|man_with_veil
woman with veil|bride wedding|bride_with_veil woman_with_veil
pregnant woman||pregnant_woman
pregnant man|belly bloated full overeat|pregnant_man
pregnant person|belly bloated full overeat stuffed|pregnant_person
breast-feeding|baby mom mother nursing woman|breast_feeding
woman feeding baby|feed mom mother nanny newborn nursing|woman_feeding_baby
man feeding baby|dad father feed nanny newborn nursing|man_feeding_baby
person feeding baby|feed nanny newborn nursing parent|person_feeding_baby
baby angel|church face fairy fairytale fantasy tale|angel
Santa Claus|celebration christmas fairy fantasy father holiday merry tale xmas|santa
Mrs. Claus|celebration christmas fairy fantasy holiday merry mother mrs santa tale xmas|mrs_claus
Mx Claus|celebration christmas fairy fantasy holiday merry santa tale xmas|mx_claus
superhero|good hero superpower|superhero
man superhero|good hero superpower|superhero_man
woman superhero|good hero heroine superpower|superhero_woman
supervillain|bad criminal evil superpower villain|supervillain
man supervillain|bad criminal evil superpower villain|supervillain_man
woman supervillain|bad criminal evil superpower villain|supervillain_woman
mage|fantasy magic play sorcerer sorceress sorcery spell summon witch wizard|mage
man mage|fantasy magic play sorcerer sorceress sorcery spell summon witch wizard|mage_man
woman mage|fantasy magic play sorcerer sorceress sorcery spell summon witch wizard|mage_woman
fairy|fairytale fantasy myth person pixie tale wings|fairy
man fairy|fairytale fantasy myth oberon person pixie puck tale wings|fairy_man
woman fairy|fairytale fantasy myth person pixie tale titania wings|fairy_woman
vampire|blood dracula fangs halloween scary supernatural teeth undead|vampire
man vampire|blood fangs halloween scary supernatural teeth undead|vampire_man
woman vampire|blood fangs halloween scary supernatural teeth undead|vampire_woman
merperson|creature fairytale folklore ocean sea siren trident|merperson
merman|creature fairytale folklore neptune ocean poseidon sea siren trident triton|merman
mermaid|creature fairytale folklore merwoman ocean sea siren trident|mermaid
elf|elves enchantment fantasy folklore magic magical myth|elf
man elf|elves enchantment fantasy folklore magic magical myth|elf_man
woman elf|elves enchantment fantasy folklore magic magical myth|elf_woman
genie|djinn fantasy jinn lamp myth rub wishes|genie
man genie|djinn fantasy jinn lamp myth rub wishes|genie_man
woman genie|djinn fantasy jinn lamp myth rub wishes|genie_woman
zombie|apocalypse dead halloween horror scary undead walking|zombie
man zombie|apocalypse dead halloween horror scary undead walking|zombie_man
woman zombie|apocalypse dead halloween horror scary undead walking|zombie_woman
troll|fairy fantasy monster tale trolling|troll
person getting massage|face headache relax relaxing salon soothe spa tension therapy treatment|massage
man getting massage|face headache relax relaxing salon soothe spa tension therapy treatment|massage_man
woman getting massage|face headache relax relaxing salon soothe spa tension therapy treatment|massage_woman
person getting haircut|barber beauty chop cosmetology cut groom hair parlor shears style|haircut
man getting haircut|barber beauty chop cosmetology cut groom hair parlor person shears style|haircut_man
woman getting haircut|barber beauty chop cosmetology cut groom hair parlor person shears style|haircut_woman
person walking|amble gait hike man pace pedestrian stride stroll walk|walking
man walking|amble gait hike pace pedestrian stride stroll walk|walking_man
woman walking|amble gait hike man pace pedestrian stride stroll walk|walking_woman
person standing|stand|standing_person
man standing|stand|standing_man
woman standing|stand|standing_woman
person kneeling|kneel knees|kneeling_person
man kneeling|kneel knees|kneeling_man
woman kneeling|kneel knees|kneeling_woman
person with white cane|accessibility blind probing|person_with_probing_cane
man with white cane|accessibility blind probing|man_with_probing_cane
woman with white cane|accessibility blind probing|woman_with_probing_cane
person in motorized wheelchair|accessibility|person_in_motorized_wheelchair
man in motorized wheelchair|accessibility|man_in_motorized_wheelchair
woman in motorized wheelchair|accessibility|woman_in_motorized_wheelchair
person in manual wheelchair|accessibility|person_in_manual_wheelchair
man in manual wheelchair|accessibility|man_in_manual_wheelchair
woman in manual wheelchair|accessibility|woman_in_manual_wheelchair
person running|fast hurry marathon move quick race racing run rush speed|runner running
man running|fast hurry marathon move quick race racing run rush speed|running_man
woman running|fast hurry marathon move quick race racing run rush speed|running_woman
woman dancing|dance dancer elegant festive flair flamenco groove let’s salsa tango|dancer woman_dancing
man dancing|dance dancer elegant festive flair flamenco groove let’s salsa tango|man_dancing
person in suit levitating|business|business_suit_levitating
people with bunny ears|bestie bff counterpart dancer double ear identical pair party partying soulmate twin twinsies|dancers
men with bunny ears|bestie bff counterpart dancer double ear identical pair party partying people soulmate twin twinsies|dancing_men
women with bunny ears|bestie bff counterpart dancer double ear identical pair party partying people soulmate twin twinsies|dancing_women
person in steamy room|day luxurious pamper relax sauna spa steam steambath unwind|sauna_person
man in steamy room|day luxurious pamper relax sauna spa steam steambath unwind|sauna_man
woman in steamy room|day luxurious pamper relax sauna spa steam steambath unwind|sauna_woman
person climbing|climb climber mountain rock scale up|climbing
man climbing|climb climber mountain rock scale up|climbing_man
woman climbing|climb climber mountain rock scale up|climbing_woman
person fencing|fencer sword|person_fencing
horse racing|jockey racehorse riding sport|horse_racing
skier|ski snow|skier
snowboarder|ski snow snowboard sport|snowboarder
person golfing|ball birdie caddy driving golf green pga putt range tee|golfing
man golfing|ball birdie caddy driving golf green pga putt range tee|golfing_man
woman golfing|ball birdie caddy driving golf green pga putt range tee|golfing_woman
person surfing|beach ocean sport surf surfer swell waves|surfer
man surfing|beach ocean sport surf surfer swell waves|surfing_man
woman surfing|beach ocean person sport surf surfer swell waves|surfing_woman
person rowing boat|canoe cruise fishing lake oar paddle raft river row rowboat|rowboat
man rowing boat|canoe cruise fishing lake oar paddle raft river row rowboat|rowing_man
woman rowing boat|canoe cruise fishing lake oar paddle raft river row rowboat|rowing_woman
person swimming|freestyle sport swim swimmer triathlon|swimmer
man swimming|freestyle sport swim swimmer triathlon|swimming_man
woman swimming|freestyle man sport swim swimmer triathlon|swimming_woman
person bouncing ball|athletic basketball championship dribble net player throw|bouncing_ball_person
man bouncing ball|athletic basketball championship dribble net player throw|basketball_man bouncing_ball_man
woman bouncing ball|athletic basketball championship dribble net player throw|basketball_woman bouncing_ball_woman
person lifting weights|barbell bodybuilder deadlift lifter powerlifting weight weightlifter workout|weight_lifting
man lifting weights|barbell bodybuilder deadlift lifter powerlifting weight weightlifter workout|weight_lifting_man
woman lifting weights|barbell bodybuilder deadlift lifter powerlifting weight weightlifter workout|weight_lifting_woman
person biking|bicycle bicyclist bike cycle cyclist riding sport|bicyclist
man biking|bicycle bicyclist bike cycle cyclist riding sport|biking_man
woman biking|bicycle bicyclist bike cycle cyclist riding sport|biking_woman
person mountain biking|bicycle bicyclist bike cycle cyclist riding sport|mountain_bicyclist
man mountain biking|bicycle bicyclist bike cycle cyclist riding sport|mountain_biking_man
woman mountain biking|bicycle bicyclist bike cycle cyclist riding sport|mountain_biking_woman
person cartwheeling|active cartwheel excited flip gymnastics happy somersault|cartwheeling
man cartwheeling|active cartwheel excited flip gymnastics happy somersault|man_cartwheeling
woman cartwheeling|active cartwheel excited flip gymnastics happy somersault|woman_cartwheeling
people wrestling|combat duel grapple ring tournament wrestle|wrestling
men wrestling|combat duel grapple ring tournament wrestle|men_wrestling
women wrestling|combat duel grapple ring tournament wrestle|women_wrestling
person playing water polo|sport swimming waterpolo|water_polo
man playing water polo|sport swimming waterpolo|man_playing_water_polo
woman playing water polo|sport swimming waterpolo|woman_playing_water_polo
person playing handball|athletics ball catch chuck hurl lob pitch sport throw toss|handball_person
man playing handball|athletics ball catch chuck hurl lob pitch sport throw toss|man_playing_handball
woman playing handball|athletics ball catch chuck hurl lob pitch sport throw toss|woman_playing_handball
person juggling|act balance balancing handle juggle manage multitask skill|juggling_person
man juggling|act balance balancing handle juggle manage multitask skill|man_juggling
woman juggling|act balance balancing handle juggle manage multitask skill|woman_juggling
person in lotus position|cross legged legs meditation peace relax serenity yoga yogi zen|lotus_position
man in lotus position|cross legged legs meditation peace relax serenity yoga yogi zen|lotus_position_man
woman in lotus position|cross legged legs meditation peace relax serenity yoga yogi zen|lotus_position_woman
person taking bath|bathtub tub|bath
person in bed|bedtime good goodnight hotel nap night sleep tired zzz|sleeping_bed
people holding hands|bae bestie bff couple dating flirt friends hand hold twins|people_holding_hands
women holding hands|bae bestie bff couple dating flirt friends girls hand hold sisters twins|two_women_holding_hands
woman and man holding hands|bae bestie bff couple dating flirt friends hand hold twins|couple
men holding hands|bae bestie bff boys brothers couple dating flirt friends hand hold twins|two_men_holding_hands
kiss|anniversary babe bae couple date dating heart love mwah person romance together xoxo|couplekiss
kiss: woman, man|anniversary babe bae couple date dating heart love mwah person romance together xoxo|couplekiss_man_woman
kiss: man, man|anniversary babe bae couple date dating heart love mwah person romance together xoxo|couplekiss_man_man
kiss: woman, woman|anniversary babe bae couple date dating heart love mwah person romance together xoxo|couplekiss_woman_woman
couple with heart|anniversary babe bae dating kiss love person relationship romance together you|couple_with_heart
couple with heart: woman, man|anniversary babe bae dating kiss love person relationship romance together you|couple_with_heart_woman_man
couple with heart: man, man|anniversary babe bae dating kiss love person relationship romance together you|couple_with_heart_man_man
couple with heart: woman, woman|anniversary babe bae dating kiss love person relationship romance together you|couple_with_heart_woman_woman
family: man, woman, boy|child|family_man_woman_boy
family: man, woman, girl|child|family_man_woman_girl
family: man, woman, girl, boy|child|family_man_woman_girl_boy
family: man, woman, boy, boy|child|family_man_woman_boy_boy
family: man, woman, girl, girl|child|family_man_woman_girl_girl
family: man, man, boy|child|family_man_man_boy
family: man, man, girl|child|family_man_man_girl
family: man, man, girl, boy|child|family_man_man_girl_boy
family: man, man, boy, boy|child|family_man_man_boy_boy
family: man, man, girl, girl|child|family_man_man_girl_girl
family: woman, woman, boy|child|family_woman_woman_boy
family: woman, woman, girl|child|family_woman_woman_girl
family: woman, woman, girl, boy|child|family_woman_woman_girl_boy
family: woman, woman, boy, boy|child|family_woman_woman_boy_boy
family: woman, woman, girl, girl|child|family_woman_woman_girl_girl
family: man, boy|child|family_man_boy
family: man, boy, boy|child|family_man_boy_boy
family: man, girl|child|family_man_girl
family: man, girl, boy|child|family_man_girl_boy
family: man, girl, girl|child|family_man_girl_girl
family: woman, boy|child|family_woman_boy
family: woman, boy, boy|child|family_woman_boy_boy
family: woman, girl|child|family_woman_girl
family: woman, girl, boy|child|family_woman_girl_boy
family: woman, girl, girl|child|family_woman_girl_girl
speaking head|face silhouette speak|speaking_head
bust in silhouette|mysterious shadow|bust_in_silhouette
busts in silhouette|bff bust everyone friend friends people|busts_in_silhouette
people hugging|comfort embrace farewell friendship goodbye hello hug love thanks|people_hugging
family|child|family
footprints|barefoot clothing footprint omw print walk|footprints
monkey face|animal banana|monkey_face
monkey|animal banana|monkey
gorilla|animal|gorilla
orangutan|animal ape monkey|orangutan
dog face|adorbs animal pet puppies puppy|dog
dog|animal animals dogs pet|dog2
guide dog|accessibility animal blind|guide_dog
service dog|accessibility animal assistance|service_dog
poodle|animal dog fluffy|poodle
wolf|animal face|wolf
fox|animal face|fox_face
raccoon|animal curious sly|raccoon
cat face|animal kitten kitty pet|cat
cat|animal animals cats kitten pet|cat2
black cat|animal feline halloween meow unlucky|black_cat
lion|alpha animal face leo mane order rawr roar safari strong zodiac|lion
tiger face|animal big cat predator|tiger
tiger|animal big cat predator zoo|tiger2
leopard|animal big cat predator zoo|leopard
horse face|animal dressage equine farm horses|horse
moose|alces animal antlers elk mammal|moose
donkey|animal ass burro hinny mammal mule stubborn|donkey
horse|animal equestrian farm racehorse racing|racehorse
unicorn|face|unicorn
zebra|animal stripe|zebra
deer|animal|deer
bison|animal buffalo herd wisent|bison
cow face|animal farm milk moo|cow
ox|animal animals bull farm taurus zodiac|ox
water buffalo|animal zoo|water_buffalo
cow|animal animals farm milk moo|cow2
pig face|animal bacon farm pork|pig
pig|animal bacon farm pork sow|pig2
boar|animal pig|boar
pig nose|animal face farm smell snout|pig_nose
ram|animal aries horns male sheep zodiac zoo|ram
ewe|animal baa farm female fluffy lamb sheep wool|sheep
goat|animal capricorn farm milk zodiac|goat
camel|animal desert dromedary hump one|dromedary_camel
two-hump camel|animal bactrian desert|camel
llama|alpaca animal guanaco vicuña wool|llama
giraffe|animal spots|giraffe
elephant|animal|elephant
mammoth|animal extinction large tusk wooly|mammoth
rhinoceros|animal|rhinoceros
hippopotamus|animal hippo|hippopotamus
mouse face|animal|mouse
mouse|animal animals|mouse2
rat|animal|rat
hamster|animal face pet|hamster
rabbit face|animal bunny pet|rabbit
rabbit|animal bunny pet|rabbit2
chipmunk|animal squirrel|chipmunk
beaver|animal dam teeth|beaver
hedgehog|animal spiny|hedgehog
bat|animal vampire|bat
bear|animal face grizzly growl honey|bear
polar bear|animal arctic white|polar_bear
koala|animal australia bear down face marsupial under|koala
panda|animal bamboo face|panda_face
sloth|lazy slow|sloth
otter|animal fishing playful|otter
skunk|animal stink|skunk
kangaroo|animal joey jump marsupial|kangaroo
badger|animal honey pester|badger
paw prints|feet paws print|feet paw_prints
turkey|bird gobble thanksgiving|turkey
chicken|animal bird ornithology|chicken
rooster|animal bird ornithology|rooster
hatching chick|animal baby bird egg|hatching_chick
baby chick|animal bird ornithology|baby_chick
front-facing baby chick|animal bird newborn ornithology|hatched_chick
bird|animal ornithology|bird
penguin|animal antarctica bird ornithology|penguin
dove|bird fly ornithology peace|dove
eagle|animal bird ornithology|eagle
duck|animal bird ornithology|duck
swan|animal bird cygnet duckling ornithology ugly|swan
owl|animal bird ornithology wise|owl
dodo|animal bird extinction large ornithology|dodo
feather|bird flight light plumage|feather
flamingo|animal bird flamboyant ornithology tropical|flamingo
peacock|animal bird colorful ornithology ostentatious peahen pretty proud|peacock
parrot|animal bird ornithology pirate talk|parrot
wing|angelic ascend aviation bird fly flying heavenly mythology soar|wing
black bird|animal beak caw corvid crow ornithology raven rook|black_bird
goose|animal bird duck flock fowl gaggle gander geese honk ornithology silly|goose
frog|animal face|frog
crocodile|animal zoo|crocodile
turtle|animal terrapin tortoise|turtle
lizard|animal reptile|lizard
snake|animal bearer ophiuchus serpent zodiac|snake
dragon face|animal fairy fairytale tale|dragon_face
dragon|animal fairy fairytale knights tale|dragon
sauropod|brachiosaurus brontosaurus dinosaur diplodocus|sauropod
T-Rex|dinosaur tyrannosaurus|t-rex
spouting whale|animal beach face ocean|whale
whale|animal beach ocean|whale2
dolphin|animal beach flipper ocean|dolphin flipper
seal|animal lion ocean sea|seal
fish|animal dinner fishes fishing pisces zodiac|fish
tropical fish|animal fishes|tropical_fish
blowfish|animal fish|blowfish
shark|animal fish|shark
octopus|animal creature ocean|octopus
spiral shell|animal beach conch sea|shell
coral|change climate ocean reef sea|coral
jellyfish|animal aquarium burn invertebrate jelly life marine ocean ouch plankton sea sting stinger tentacles|jellyfish
crab|cancer zodiac|crab
lobster|animal bisque claws seafood|lobster
shrimp|food shellfish small|shrimp
squid|animal food mollusk|squid
oyster|diving pearl|oyster
snail|animal escargot garden nature slug|snail
butterfly|insect pretty|butterfly
bug|animal garden insect|bug
ant|animal garden insect|ant
honeybee|animal bee bumblebee honey insect nature spring|bee honeybee
beetle|animal bug insect|beetle
lady beetle|animal garden insect ladybird ladybug nature|lady_beetle
cricket|animal bug grasshopper insect orthoptera|cricket
cockroach|animal insect pest roach|cockroach
spider|animal insect|spider
spider web||spider_web
scorpion|scorpio scorpius zodiac|scorpion
mosquito|bite disease fever insect malaria pest virus|mosquito
fly|animal disease insect maggot pest rotting|fly
worm|animal annelid earthworm parasite|worm
microbe|amoeba bacteria science virus|microbe
bouquet|anniversary birthday date flower love plant romance|bouquet
cherry blossom|flower plant spring springtime|cherry_blossom
white flower||white_flower
lotus|beauty buddhism calm flower hinduism peace purity serenity|lotus
rosette|plant|rosette
rose|beauty elegant flower love plant red valentine|rose
wilted flower|dying|wilted_flower
hibiscus|flower plant|hibiscus
sunflower|flower outdoors plant sun|sunflower
blossom|buttercup dandelion flower plant|blossom
tulip|blossom flower growth plant|tulip
hyacinth|bloom bluebonnet flower indigo lavender lilac lupine plant purple shrub snapdragon spring violet|hyacinth
seedling|plant sapling sprout young|seedling
potted plant|decor grow house nurturing pot|potted_plant
evergreen tree|christmas forest pine|evergreen_tree
deciduous tree|forest green habitat shedding|deciduous_tree
palm tree|beach plant tropical|palm_tree
cactus|desert drought nature plant|cactus
sheaf of rice|ear grain grains plant|ear_of_rice
herb|leaf plant|herb
shamrock|irish plant|shamrock
four leaf clover|4 irish lucky plant|four_leaf_clover
maple leaf|falling|maple_leaf
fallen leaf|autumn fall falling|fallen_leaf
leaf fluttering in wind|blow flutter|leaves
empty nest|branch home nesting|empty_nest
nest with eggs|bird branch egg nesting|nest_with_eggs
mushroom|fungus toadstool|mushroom
grapes|dionysus fruit grape|grapes
melon|cantaloupe fruit|melon
watermelon|fruit|watermelon
tangerine|c citrus fruit nectarine orange vitamin|mandarin orange tangerine
lemon|citrus fruit sour|lemon
banana|fruit potassium|banana
pineapple|colada fruit pina tropical|pineapple
mango|food fruit tropical|mango
red apple|diet food fruit health ripe|apple
green apple|fruit|green_apple
pear|fruit|pear
peach|fruit|peach
cherries|berries cherry fruit red|cherries
strawberry|berry fruit|strawberry
blueberries|berries berry bilberry blue blueberry food fruit|blueberries
kiwi fruit|food|kiwi_fruit
tomato|food fruit vegetable|tomato
olive|food|olive
coconut|colada palm piña|coconut
avocado|food fruit|avocado
eggplant|aubergine vegetable|eggplant
potato|food vegetable|potato
carrot|food vegetable|carrot
ear of corn|crops farm maize maze|corn
hot pepper||hot_pepper
bell pepper|capsicum food vegetable|bell_pepper
cucumber|food pickle vegetable|cucumber
leafy green|bok burgers cabbage choy kale lettuce salad|leafy_green
broccoli|cabbage wild|broccoli
garlic|flavoring|garlic
onion|flavoring|onion
peanuts|food nut peanut vegetable|peanuts
beans|food kidney legume small|beans
chestnut|almond plant|chestnut
ginger root|beer health herb natural spice|ginger_root
pea pod|beans beanstalk edamame legume soybean vegetable veggie|pea_pod
bread|carbs food grain loaf restaurant toast wheat|bread
croissant|bread breakfast crescent food french roll|croissant
baguette bread|food french|baguette_bread
flatbread|arepa bread food gordita lavash naan pita|flatbread
pretzel|convoluted twisted|pretzel
bagel|bakery bread breakfast schmear|bagel
pancakes|breakfast crêpe food hotcake pancake|pancakes
waffle|breakfast indecisive iron|waffle
cheese wedge||cheese
meat on bone||meat_on_bone
poultry leg|bone chicken drumstick hungry turkey|poultry_leg
cut of meat|chop lambchop porkchop red steak|cut_of_meat
bacon|breakfast food meat|bacon
hamburger|burger eat fast food hungry|hamburger
french fries|fast food|fries
pizza|cheese food hungry pepperoni slice|pizza
hot dog|frankfurter hotdog sausage|hotdog
sandwich|bread|sandwich
taco|mexican|taco
burrito|mexican wrap|burrito
tamale|food mexican pamonha wrapped|tamale
stuffed flatbread|falafel food gyro kebab|stuffed_flatbread
falafel|chickpea meatball|falafel
egg|breakfast food|egg
cooking|breakfast easy egg fry frying over pan restaurant side sunny up|fried_egg
shallow pan of food|casserole paella|shallow_pan_of_food
pot of food|soup stew|stew
fondue|cheese chocolate food melted pot ski|fondue
bowl with spoon|breakfast cereal congee oatmeal porridge|bowl_with_spoon
green salad|food|green_salad
popcorn|corn movie pop|popcorn
butter|dairy|butter
salt|condiment flavor mad salty shaker taste upset|salt
canned food|can|canned_food
bento box|food|bento
rice cracker|food|rice_cracker
rice ball|food japanese|rice_ball
cooked rice|food|rice
curry rice|food|curry
steaming bowl|chopsticks food noodle pho ramen soup|ramen
spaghetti|food meatballs pasta restaurant|spaghetti
roasted sweet potato|food|sweet_potato
oden|food kebab restaurant seafood skewer stick|oden
sushi|food|sushi
fried shrimp|prawn tempura|fried_shrimp
fish cake with swirl|food pastry restaurant|fish_cake
moon cake|autumn festival yuèbǐng|moon_cake
dango|dessert japanese skewer stick sweet|dango
dumpling|empanada gyōza jiaozi pierogi potsticker|dumpling
fortune cookie|prophecy|fortune_cookie
takeout box|chopsticks delivery food oyster pail|takeout_box
soft ice cream|dessert food icecream restaurant serve sweet|icecream
shaved ice|dessert restaurant sweet|shaved_ice
ice cream|dessert food restaurant sweet|ice_cream
doughnut|breakfast dessert donut food sweet|doughnut
cookie|chip chocolate dessert sweet|cookie
birthday cake|bday celebration dessert happy pastry sweet|birthday
shortcake|cake dessert pastry slice sweet|cake
cupcake|bakery dessert sprinkles sugar sweet treat|cupcake
pie|apple filling fruit meat pastry pumpkin slice|pie
chocolate bar|candy dessert halloween sweet tooth|chocolate_bar
candy|cavities dessert halloween restaurant sweet tooth wrapper|candy
lollipop|candy dessert food restaurant sweet|lollipop
custard|dessert pudding sweet|custard
honey pot|barrel bear food honeypot jar sweet|honey_pot
baby bottle|babies birth born drink infant milk newborn|baby_bottle
glass of milk|drink|milk_glass
hot beverage|cafe caffeine chai coffee drink morning steaming tea|coffee
teapot|brew drink food pot tea|teapot
teacup without handle|beverage cup drink oolong tea|tea
sake|bar beverage bottle cup drink restaurant|sake
bottle with popping cork|bar drink|champagne
wine glass|alcohol bar beverage booze club drink drinking drinks restaurant|wine_glass
cocktail glass|alcohol bar booze club drink drinking drinks mad martini men|cocktail
tropical drink|alcohol bar booze club cocktail drinking drinks drunk mai party tai tropics|tropical_drink
beer mug|alcohol ale bar booze drink drinking drinks octoberfest oktoberfest pint stein summer|beer
clinking beer mugs|alcohol bar booze bottoms cheers clink drinking drinks|beers
clinking glasses|celebrate clink drink glass|clinking_glasses
tumbler glass|liquor scotch shot whiskey whisky|tumbler_glass
pouring liquid|accident drink empty glass oops pour spill water|pouring_liquid
cup with straw|drink juice malt soda soft water|cup_with_straw
bubble tea|boba food milk pearl|bubble_tea
beverage box|juice straw sweet|beverage_box
mate|drink|mate
ice|cold cube iceberg|ice_cube
chopsticks|hashi jeotgarak kuaizi|chopsticks
fork and knife with plate|cooking dinner eat|plate_with_cutlery
fork and knife|breakfast breaky cooking cutlery delicious dinner eat feed food hungry lunch restaurant yum yummy|fork_and_knife
spoon|eat tableware|spoon
kitchen knife|chef cooking hocho tool weapon|hocho knife
jar|condiment container empty nothing sauce store|jar
amphora|aquarius cooking drink jug tool weapon zodiac|amphora
globe showing Europe-Africa|earth world|earth_africa
globe showing Americas|earth world|earth_americas
globe showing Asia-Australia|earth world|earth_asia
globe with meridians|earth internet web world worldwide|globe_with_meridians
world map||world_map
map of Japan||japan
compass|direction magnetic navigation orienteering|compass
snow-capped mountain|cold|mountain_snow
mountain||mountain
volcano|eruption mountain nature|volcano
mount fuji|mountain nature|mount_fuji
camping||camping
beach with umbrella||beach_umbrella
desert||desert
desert island||desert_island
national park||national_park
stadium||stadium
classical building||classical_building
building construction|crane|building_construction
brick|bricks clay mortar wall|bricks
rock|boulder heavy solid stone tough|rock
wood|log lumber timber|wood
hut|home house roundhouse shelter yurt|hut
houses|house|houses
derelict house|home|derelict_house
house|building country heart home ranch settle simple suburban suburbia where|house
house with garden|building country heart home ranch settle simple suburban suburbia where|house_with_garden
office building|city cubical job|office
Japanese post office|building|post_office
post office|building european|european_post_office
hospital|building doctor medicine|hospital
bank|building|bank
hotel|building|hotel
love hotel|building|love_hotel
convenience store|24 building hours|convenience_store
school|building|school
department store|building|department_store
factory|building|factory
Japanese castle|building|japanese_castle
castle|building european|european_castle
wedding|chapel hitched nuptials romance|wedding
Tokyo tower||tokyo_tower
Statue of Liberty|new ny nyc york|statue_of_liberty
church|bless chapel christian cross religion|church
mosque|islam masjid muslim religion|mosque
hindu temple||hindu_temple
synagogue|jew jewish judaism religion temple|synagogue
shinto shrine|religion|shinto_shrine
kaaba|hajj islam muslim religion umrah|kaaba
fountain||fountain
tent|camping|tent
foggy|fog|foggy
night with stars|star|night_with_stars
cityscape|city|cityscape
sunrise over mountains|morning sun|sunrise_over_mountains
sunrise|morning nature sun|sunrise
cityscape at dusk|building city evening landscape sun sunset|city_sunset
sunset|building dusk sun|city_sunrise
bridge at night||bridge_at_night
hot springs|hotsprings steaming|hotsprings
carousel horse|entertainment|carousel_horse
playground slide|amusement park play playing sliding theme|playground_slide
ferris wheel|amusement park theme|ferris_wheel
roller coaster|amusement park theme|roller_coaster
barber pole|cut fresh haircut shave|barber
circus tent||circus_tent
locomotive|caboose engine railway steam train trains travel|steam_locomotive
railway car|electric train tram travel trolleybus|railway_car
high-speed train|railway shinkansen|bullettrain_side
bullet train|high speed nose railway shinkansen travel|bullettrain_front
train|arrived choo railway|train2
metro|subway travel|metro
light rail|arrived monorail railway|light_rail
station|railway train|station
tram|trolleybus|tram
monorail|vehicle|monorail
mountain railway|car trip|mountain_railway
tram car|bus trolley trolleybus|train
bus|school vehicle|bus
oncoming bus|cars|oncoming_bus
trolleybus|bus tram trolley|trolleybus
minibus|bus drive van vehicle|minibus
ambulance|emergency vehicle|ambulance
fire engine|truck|fire_engine
police car|5–0 cops patrol|police_car
oncoming police car||oncoming_police_car
taxi|cab cabbie car drive vehicle yellow|taxi
oncoming taxi|cab cabbie cars drove hail yellow|oncoming_taxi
automobile|car driving vehicle|car red_car
oncoming automobile|car cars drove vehicle|oncoming_automobile
sport utility vehicle|car drive recreational sportutility|blue_car
pickup truck|automobile car flatbed pick up transportation|pickup_truck
delivery truck|car drive vehicle|truck
articulated lorry|car drive move semi truck vehicle|articulated_lorry
tractor|vehicle|tractor
racing car|zoom|racing_car
motorcycle|racing|motorcycle
motor scooter||motor_scooter
manual wheelchair|accessibility|manual_wheelchair
motorized wheelchair|accessibility|motorized_wheelchair
auto rickshaw|tuk|auto_rickshaw
bicycle|bike class cycle cycling cyclist gang ride spin spinning|bike
kick scooter||kick_scooter
skateboard|board skate skater wheels|skateboard
roller skate|blades skates sport|roller_skate
bus stop|busstop|busstop
motorway|highway road|motorway
railway track|train|railway_track
oil drum||oil_drum
fuel pump|diesel fuelpump gas gasoline station|fuelpump
wheel|car circle tire turn vehicle|wheel
police car light|alarm alert beacon emergency revolving siren|rotating_light
horizontal traffic light|intersection signal stop stoplight|traffic_light
vertical traffic light|drove intersection signal stop stoplight|vertical_traffic_light
stop sign|octagonal|stop_sign
construction|barrier|construction
anchor|ship tool|anchor
ring buoy|float life lifesaver preserver rescue safety save saver swim|ring_buoy
sailboat|boat resort sailing sea yacht|boat sailboat
canoe|boat|canoe
speedboat|billionaire boat lake luxury millionaire summer travel|speedboat
passenger ship||passenger_ship
ferry|boat passenger|ferry
motor boat|motorboat|motor_boat
ship|boat passenger travel|ship
airplane|aeroplane fly flying jet plane travel|airplane
small airplane|aeroplane plane|small_airplane
airplane departure|aeroplane check in departures plane|flight_departure
airplane arrival|aeroplane arrivals arriving landing plane|flight_arrival
parachute|hang glide parasail skydive|parachute
seat|chair|seat
helicopter|copter roflcopter travel vehicle|helicopter
suspension railway||suspension_railway
mountain cableway|cable gondola lift ski|mountain_cableway
aerial tramway|cable car gondola ropeway|aerial_tramway
satellite|space|artificial_satellite
rocket|launch rockets space travel|rocket
flying saucer|aliens extra terrestrial ufo|flying_saucer
bellhop bell|hotel|bellhop_bell
luggage|bag packing roller suitcase travel|luggage
hourglass done|sand time timer|hourglass
hourglass not done|flowing hours sand timer waiting yolo|hourglass_flowing_sand
watch|clock time|watch
alarm clock|hours hrs late time waiting|alarm_clock
stopwatch|clock time|stopwatch
timer clock||timer_clock
mantelpiece clock|time|mantelpiece_clock
twelve o’clock|12 12:00 clock time|clock12
twelve-thirty|12 12:30 30 clock time|clock1230
one o’clock|1 1:00 clock time|clock1
one-thirty|1 1:30 30 clock time|clock130
two o’clock|2 2:00 clock time|clock2
two-thirty|2 2:30 30 clock time|clock230
three o’clock|3 3:00 clock time|clock3
three-thirty|3 30 3:30 clock time|clock330
four o’clock|4 4:00 clock time|clock4
four-thirty|30 4 4:30 clock time|clock430
five o’clock|5 5:00 clock time|clock5
five-thirty|30 5 5:30 clock time|clock530
six o’clock|6 6:00 clock time|clock6
six-thirty|30 6 6:30 clock|clock630
seven o’clock|0 7 7:00 clock|clock7
seven-thirty|30 7 7:30 clock|clock730
eight o’clock|8 8:00 clock time|clock8
eight-thirty|30 8 8:30 clock time|clock830
nine o’clock|9 9:00 clock time|clock9
nine-thirty|30 9 9:30 clock time|clock930
ten o’clock|0 10 10:00 clock|clock10
ten-thirty|10 10:30 30 clock time|clock1030
eleven o’clock|11 11:00 clock time|clock11
eleven-thirty|11 11:30 30 clock time|clock1130
new moon|dark space|new_moon
waxing crescent moon|dreams space|waxing_crescent_moon
first quarter moon|space|first_quarter_moon
waxing gibbous moon|space|moon waxing_gibbous_moon
full moon|space|full_moon
waning gibbous moon|space|waning_gibbous_moon
last quarter moon|space|last_quarter_moon
waning crescent moon|space|waning_crescent_moon
crescent moon|ramadan space|crescent_moon
new moon face|space|new_moon_with_face
first quarter moon face|space|first_quarter_moon_with_face
last quarter moon face|dreams|last_quarter_moon_with_face
thermometer|weather|thermometer
sun|bright rays space sunny weather|sunny
full moon face|bright|full_moon_with_face
sun with face|beach bright day heat shine sunny sunshine weather|sun_with_face
ringed planet|saturn saturnine|ringed_planet
star|astronomy medium stars white|star
glowing star|glittery glow night shining sparkle win|star2
shooting star|falling night space|stars
milky way|space|milky_way
cloud|weather|cloud
sun behind cloud|cloudy weather|partly_sunny
cloud with lightning and rain|thunder thunderstorm|cloud_with_lightning_and_rain
sun behind small cloud|weather|sun_behind_small_cloud
sun behind large cloud|weather|sun_behind_large_cloud
sun behind rain cloud|weather|sun_behind_rain_cloud
cloud with rain|weather|cloud_with_rain
cloud with snow|cold weather|cloud_with_snow
cloud with lightning|weather|cloud_with_lightning
tornado|cloud weather whirlwind|tornado
fog|cloud weather|fog
wind face|blow cloud|wind_face
cyclone|dizzy hurricane twister typhoon weather|cyclone
rainbow|gay genderqueer glbt glbtq lesbian lgbt lgbtq lgbtqia nature pride queer rain trans transgender weather|rainbow
closed umbrella|clothing rain|closed_umbrella
umbrella|clothing rain|open_umbrella
umbrella with rain drops|clothing drop weather|umbrella
umbrella on ground|rain sun|parasol_on_ground
high voltage|danger electric electricity lightning nature thunder thunderbolt zap|zap
snowflake|cold snow weather|snowflake
snowman|cold man snow|snowman_with_snow
snowman without snow|cold man|snowman
comet|space|comet
fire|af burn flame hot lit litaf tool|fire
droplet|cold comic drop nature sad sweat tear water weather|droplet
water wave|nature ocean surf surfer surfing|ocean
jack-o-lantern|celebration halloween pumpkin|jack_o_lantern
Christmas tree|celebration|christmas_tree
fireworks|boom celebration entertainment yolo|fireworks
sparkler|boom celebration fireworks sparkle|sparkler
firecracker|dynamite explosive fire fireworks light pop popping spark|firecracker
sparkles|* magic sparkle star|sparkles
balloon|birthday celebrate celebration|balloon
party popper|awesome birthday celebrate celebration excited hooray tada woohoo|tada
confetti ball|celebrate celebration party woohoo|confetti_ball
tanabata tree|banner celebration japanese|tanabata_tree
pine decoration|bamboo celebration japanese plant|bamboo
Japanese dolls|celebration doll festival|dolls
carp streamer|celebration|flags
wind chime|bell celebration|wind_chime
moon viewing ceremony|celebration|rice_scene
red envelope|gift good hóngbāo lai luck money see|red_envelope
ribbon|celebration|ribbon
wrapped gift|birthday bow box celebration christmas present surprise|gift
reminder ribbon|celebration|reminder_ribbon
admission tickets|ticket|tickets
ticket|admission stub|ticket
military medal|award celebration|medal_military
trophy|champion champs prize slay sport victory win winning|trophy
sports medal|award gold winner|medal_sports
1st place medal|first gold|1st_place_medal
2nd place medal|second silver|2nd_place_medal
3rd place medal|bronze third|3rd_place_medal
soccer ball|football futbol sport|soccer
baseball|ball sport|baseball
softball|ball glove sports underarm|softball
basketball|ball hoop sport|basketball
volleyball|ball game|volleyball
american football|ball bowl sport super|football
rugby football|ball sport|rugby_football
tennis|ball racquet sport|tennis
flying disc|ultimate|flying_disc
bowling|ball game sport strike|bowling
cricket game|ball bat|cricket_game
field hockey|ball game stick|field_hockey
ice hockey|game puck stick|ice_hockey
lacrosse|ball goal sports stick|lacrosse
ping pong|ball bat game paddle pingpong table tennis|ping_pong
badminton|birdie game racquet shuttlecock|badminton
boxing glove||boxing_glove
martial arts uniform|judo karate taekwondo|martial_arts_uniform
goal net||goal_net
flag in hole|golf sport|golf
ice skate|skating|ice_skate
fishing pole|entertainment fish sport|fishing_pole_and_fish
diving mask|scuba snorkeling|diving_mask
running shirt|athletics sash|running_shirt_with_sash
skis|ski snow sport|ski
sled|luge sledge sleigh snow toboggan|sled
curling stone|game rock|curling_stone
bullseye|bull dart direct entertainment game hit target|dart
yo-yo|fluctuate toy|yo_yo
kite|fly soar|kite
water pistol|gun handgun revolver tool weapon|gun
pool 8 ball|8ball billiard eight game|8ball
crystal ball|fairy fairytale fantasy fortune future magic tale tool|crystal_ball
magic wand|magician witch wizard|magic_wand
video game|controller entertainment|video_game
joystick|game video videogame|joystick
slot machine|casino gamble gambling game slots|slot_machine
game die|dice entertainment|game_die
puzzle piece|clue interlocking jigsaw|jigsaw
teddy bear|plaything plush stuffed toy|teddy_bear
piñata|candy celebrate celebration cinco de festive mayo party pinada pinata|pinata
mirror ball|dance disco glitter party|mirror_ball
nesting dolls|babooshka baboushka babushka doll matryoshka russia|nesting_dolls
spade suit|card game|spades
heart suit|card emotion game hearts|hearts
diamond suit|card game|diamonds
club suit|card clubs game|clubs
chess pawn|dupe expendable|chess_pawn
joker|card game wildcard|black_joker
mahjong red dragon|game|mahjong
flower playing cards|card game japanese|flower_playing_cards
performing arts|actor actress art entertainment mask theater theatre thespian|performing_arts
framed picture|art frame museum painting|framed_picture
artist palette|art artsy arty colorful creative entertainment museum painter painting|art
thread|needle sewing spool string|thread
sewing needle|embroidery sew stitches sutures tailoring thread|sewing_needle
yarn|ball crochet knit|yarn
knot|cord rope tangled tie twine twist|knot
glasses|clothing eye eyeglasses eyewear|eyeglasses
sunglasses|dark eye eyewear glasses|dark_sunglasses
goggles|dive eye protection scuba swimming welding|goggles
lab coat|clothes doctor dr experiment jacket scientist white|lab_coat
safety vest|emergency|safety_vest
necktie|clothing employed serious shirt tie|necktie
t-shirt|blue casual clothes clothing collar dressed shopping tshirt weekend|shirt tshirt
jeans|blue casual clothes clothing denim dressed pants shopping trousers weekend|jeans
scarf|bundle cold neck up|scarf
gloves|hand|gloves
coat|brr bundle cold jacket up|coat
socks|stocking|socks
dress|clothes clothing dressed fancy shopping|dress
kimono|clothing comfortable|kimono
sari|clothing dress|sari
one-piece swimsuit|bathing suit|one_piece_swimsuit
briefs|bathing one piece suit swimsuit underwear|swim_brief
shorts|bathing pants suit swimsuit underwear|shorts
bikini|bathing beach clothing pool suit swim|bikini
woman’s clothes|blouse clothing collar dress dressed lady shirt shopping woman|womans_clothes
folding hand fan|clack clap cool cooling dance flirt flutter hot shy|folding_hand_fan
purse|clothes clothing coin dress fancy handbag shopping|purse
handbag|bag clothes clothing dress lady purse shopping|handbag
clutch bag|clothes clothing dress handbag pouch purse|pouch
shopping bags|bag hotel|shopping
backpack|backpacking bag bookbag education rucksack satchel school|school_satchel
thong sandal|beach flip flop sandals shoe thongs zōri|thong_sandal
man’s shoe|brown clothes clothing feet foot kick man shoes shopping|mans_shoe shoe
running shoe|athletic clothes clothing fast kick shoes shopping sneaker tennis|athletic_shoe
hiking boot|backpacking brown camping outdoors shoe|hiking_boot
flat shoe|ballet comfy flats slip on slipper|flat_shoe
high-heeled shoe|clothes clothing dress fashion heel heels shoes shopping stiletto woman|high_heel
woman’s sandal|clothing shoe woman|sandal
ballet shoes|dance|ballet_shoes
woman’s boot|clothes clothing dress shoe shoes shopping woman|boot
hair pick|afro comb groom|hair_pick
crown|clothing family king medieval queen royal royalty win|crown
woman’s hat|clothes clothing garden hats party woman|womans_hat
top hat|clothes clothing fancy formal magic tophat|tophat
graduation cap|celebration clothing education hat scholar|mortar_board
billed cap|baseball bent dad hat|billed_cap
military helmet|army soldier war warrior|military_helmet
rescue worker’s helmet|aid cross face hat|rescue_worker_helmet
prayer beads|clothing necklace religion|prayer_beads
lipstick|cosmetics date makeup|lipstick
ring|diamond engaged engagement married romance shiny sparkling wedding|ring
gem stone|diamond engagement jewel money romance wedding|gem
muted speaker|mute quiet silent sound|mute
speaker low volume|soft sound|speaker
speaker medium volume|sound|sound
speaker high volume|loud music sound|loud_sound
loudspeaker|address communication loud public sound|loudspeaker
megaphone|cheering sound|mega
postal horn|post|postal_horn
bell|break church sound|bell
bell with slash|forbidden mute no not prohibited quiet silent sound|no_bell
musical score|music note|musical_score
musical note|music sound|musical_note
musical notes|music note sound|notes
studio microphone|mic music|studio_microphone
level slider|music|level_slider
control knobs|music|control_knobs
microphone|karaoke mic music sing sound|microphone
headphone|earbud sound|headphones
radio|entertainment tbt video|radio
saxophone|instrument music sax|saxophone
trumpet|instrument music|trumpet
accordion|box concertina instrument music squeeze squeezebox|accordion
guitar|instrument music strat|guitar
musical keyboard|instrument music piano|musical_keyboard
violin|instrument music|violin
banjo|music stringed|banjo
drum|drumsticks music|drum
long drum|beat conga instrument rhythm|long_drum
maracas|cha dance instrument music party percussion rattle shake shaker|maracas
flute|band fife flautist instrument marching music orchestra piccolo pipe recorder woodwind|flute
mobile phone|cell communication telephone|iphone
mobile phone with arrow|build call cell communication receive telephone|calling
telephone|phone|phone telephone
telephone receiver|communication phone voip|telephone_receiver
pager|communication|pager
fax machine|communication|fax
battery||battery
low battery|drained electronic energy power|low_battery
electric plug|electricity|electric_plug
laptop|computer office pc personal|computer
desktop computer|monitor|desktop_computer
printer|computer|printer
keyboard|computer|keyboard
computer mouse||computer_mouse
trackball|computer|trackball
computer disk|minidisk optical|minidisc
floppy disk|computer|floppy_disk
optical disk|blu ray cd computer dvd|cd
dvd|blu ray cd computer disk optical|dvd
abacus|calculation calculator|abacus
movie camera|bollywood cinema film hollywood record|movie_camera
film frames|cinema movie|film_strip
film projector|cinema movie video|film_projector
clapper board|action movie|clapper
television|tv video|tv
camera|photo selfie snap tbt trip video|camera
camera with flash|video|camera_flash
video camera|camcorder tbt|video_camera
videocassette|old school tape vcr vhs video|vhs
magnifying glass tilted left|lab pointing science search tool|mag
magnifying glass tilted right|contact lab pointing science search tool|mag_right
candle|light|candle
light bulb|comic electric idea|bulb
flashlight|electric light tool torch|flashlight
red paper lantern|bar light restaurant|izakaya_lantern lantern
diya lamp|light oil|diya_lamp
notebook with decorative cover|book decorated education school writing|notebook_with_decorative_cover
closed book|education|closed_book
open book|education fantasy knowledge library novels reading|book open_book
green book|education fantasy library reading|green_book
blue book|education fantasy library reading|blue_book
orange book|education fantasy library reading|orange_book
books|book education fantasy knowledge library novels reading school study|books
notebook||notebook
ledger|notebook|ledger
page with curl|document paper|page_with_curl
scroll|paper|scroll
page facing up|document paper|page_facing_up
newspaper|communication news paper|newspaper
rolled-up newspaper|news paper|newspaper_roll
bookmark tabs|mark marker|bookmark_tabs
bookmark|mark|bookmark
label|tag|label
coin|dollar euro gold metal money rich silver treasure|coin
money bag|bank bet billion cash cost dollar gold million moneybag paid paying pot rich win|moneybag
yen banknote|bank bill currency money note|yen
dollar banknote|bank bill currency money note|dollar
euro banknote|100 bank bill currency money note rich|euro
pound banknote|bank bill billion cash currency money note pounds|pound
money with wings|bank banknote bill billion cash dollar fly million note pay|money_with_wings
credit card|bank cash charge money pay|credit_card
receipt|accounting bookkeeping evidence invoice proof|receipt
chart increasing with yen|bank currency graph growth market money rise trend upward|chart
envelope|e mail email letter|envelope
e-mail|email letter|e-mail email
incoming envelope|delivering e mail email letter receive sent|incoming_envelope
envelope with arrow|communication down e mail email letter outgoing send sent|envelope_with_arrow
outbox tray|box email letter mail sent|outbox_tray
inbox tray|box email letter mail receive zero|inbox_tray
package|box communication delivery parcel shipping|package
closed mailbox with raised flag|communication mail postbox|mailbox
closed mailbox with lowered flag|mail postbox|mailbox_closed
open mailbox with raised flag|mail postbox|mailbox_with_mail
open mailbox with lowered flag|mail postbox|mailbox_with_no_mail
postbox|mail mailbox|postbox
ballot box with ballot||ballot_box
pencil||pencil2
black nib|pen|black_nib
fountain pen||fountain_pen
pen|ballpoint|pen
paintbrush|painting|paintbrush
crayon||crayon
memo|communication media notes pencil|memo pencil
briefcase|office|briefcase
file folder||file_folder
open file folder||open_file_folder
card index dividers||card_index_dividers
calendar|date|date
tear-off calendar||calendar
spiral notepad|note pad|spiral_notepad
spiral calendar|pad|spiral_calendar
card index|old rolodex school|card_index
chart increasing|data graph growth right trend up upward|chart_with_upwards_trend
chart decreasing|data down downward graph negative trend|chart_with_downwards_trend
bar chart|data graph|bar_chart
clipboard|do list notes|clipboard
pushpin|collage pin|pushpin
round pushpin|location map pin|round_pushpin
paperclip||paperclip
linked paperclips|link paperclip|paperclips
straight ruler|angle edge math straightedge|straight_ruler
triangular ruler|angle math rule set slide triangle|triangular_ruler
scissors|cut cutting paper tool|scissors
card file box||card_file_box
file cabinet|filing paper|file_cabinet
wastebasket|can garbage trash waste|wastebasket
locked|closed lock private|lock
unlocked|cracked lock open unlock|unlock
locked with pen|ink lock nib privacy|lock_with_ink_pen
locked with key|bike closed lock secure|closed_lock_with_key
key|keys lock major password unlock|key
old key|clue lock|old_key
hammer|home improvement repairs tool|hammer
axe|ax chop hatchet split wood|axe
pick|hammer mining tool|pick
hammer and pick|tool|hammer_and_pick
hammer and wrench|spanner tool|hammer_and_wrench
dagger|knife weapon|dagger
crossed swords|weapon|crossed_swords
bomb|boom comic dangerous explosion hot|bomb
boomerang|rebound repercussion weapon|boomerang
bow and arrow|archer archery sagittarius tool weapon zodiac|bow_and_arrow
shield|weapon|shield
carpentry saw|carpenter cut lumber tool trim|carpentry_saw
wrench|home improvement spanner tool|wrench
screwdriver|flathead handy screw tool|screwdriver
nut and bolt|home improvement tool|nut_and_bolt
gear|cog cogwheel tool|gear
clamp|compress tool vice|clamp
balance scale|justice libra scales tool weight zodiac|balance_scale
white cane|accessibility blind probing|probing_cane
link|links|link
chains|chain|chains
hook|catch crook curve ensnare point selling|hook
toolbox|box chest mechanic red tool|toolbox
magnet|attraction horseshoe magnetic negative positive shape u|magnet
ladder|climb rung step|ladder
alembic|chemistry tool|alembic
test tube|chemist chemistry experiment lab science|test_tube
petri dish|bacteria biologist biology culture lab|petri_dish
dna|biologist evolution gene genetics life|dna
microscope|experiment lab science tool|microscope
telescope|contact extraterrestrial science tool|telescope
satellite antenna|aliens contact dish science|satellite
syringe|doctor flu medicine needle shot sick tool vaccination|syringe
drop of blood|bleed donation injury medicine menstruation|drop_of_blood
pill|doctor drugs medicated medicine pills sick vitamin|pill
adhesive bandage||adhesive_bandage
crutch|aid cane disability help hurt injured mobility stick|crutch
stethoscope|doctor heart medicine|stethoscope
x-ray|bones doctor medical skeleton skull xray|x_ray
door|back closet front|door
elevator|accessibility hoist lift|elevator
mirror|makeup reflection reflector speculum|mirror
window|air frame fresh opening transparent view|window
bed|hotel sleep|bed
couch and lamp|hotel|couch_and_lamp
chair|seat sit|chair
toilet|bathroom|toilet
plunger|cup force plumber poop suction toilet|plunger
shower|water|shower
bathtub|bath|bathtub
mouse trap|bait cheese lure mousetrap snare|mouse_trap
razor|sharp shave|razor
lotion bottle|moisturizer shampoo sunscreen|lotion_bottle
safety pin|diaper punk rock|safety_pin
broom|cleaning sweeping witch|broom
basket|farming laundry picnic|basket
roll of paper|toilet towels|roll_of_paper
bucket|cask pail vat|bucket
soap|bar bathing clean cleaning lather soapdish|soap
bubbles|bubble burp clean floating pearl soap underwater|bubbles
toothbrush|bathroom brush clean dental hygiene teeth toiletry|toothbrush
sponge|absorbing cleaning porous soak|sponge
fire extinguisher|extinguish quench|fire_extinguisher
shopping cart|trolley|shopping_cart
cigarette|smoking|smoking
coffin|dead death vampire|coffin
headstone|cemetery dead grave graveyard memorial rip tomb tombstone|headstone
funeral urn|ashes death|funeral_urn
nazar amulet|bead blue charm evil eye talisman|nazar_amulet
hamsa|amulet fatima fortune guide hand mary miriam palm protect protection|hamsa
moai|face moyai statue stoneface travel|moyai
placard|card demonstration notice picket plaque protest sign|placard
identification card|credentials document id license security|identification_card
ATM sign|automated bank cash money teller|atm
litter in bin sign|litterbin|put_litter_in_its_place
potable water|drinking|potable_water
wheelchair symbol|access handicap|wheelchair
men’s room|bathroom lavatory man restroom toilet wc|mens
women’s room|bathroom lavatory restroom toilet wc woman|womens
restroom|bathroom lavatory toilet wc|restroom
baby symbol|changing|baby_symbol
water closet|bathroom lavatory restroom toilet wc|wc
passport control||passport_control
customs|packing|customs
baggage claim|arrived bags case checked journey packing plane ready travel trip|baggage_claim
left luggage|baggage case locker|left_luggage
warning|caution|warning
children crossing|child pedestrian traffic|children_crossing
no entry|do fail forbidden not pass prohibited traffic|no_entry
prohibited|entry forbidden no not smoke|no_entry_sign
no bicycles|bicycle bike forbidden not prohibited|no_bicycles
no smoking|forbidden not prohibited smoke|no_smoking
no littering|forbidden litter not prohibited|do_not_litter
non-potable water|dry drinking prohibited|non-potable_water
no pedestrians|forbidden not pedestrian prohibited|no_pedestrians
no mobile phones|cell forbidden not phone prohibited telephone|no_mobile_phones
no one under eighteen|18 age forbidden not prohibited restriction underage|underage
radioactive|sign|radioactive
biohazard|sign|biohazard
up arrow|cardinal direction north|arrow_up
up-right arrow|direction intercardinal northeast|arrow_upper_right
right arrow|cardinal direction east|arrow_right
down-right arrow|direction intercardinal southeast|arrow_lower_right
down arrow|cardinal direction south|arrow_down
down-left arrow|direction intercardinal southwest|arrow_lower_left
left arrow|cardinal direction west|arrow_left
up-left arrow|direction intercardinal northwest|arrow_upper_left
up-down arrow||arrow_up_down
left-right arrow||left_right_arrow
right arrow curving left||leftwards_arrow_with_hook
left arrow curving right||arrow_right_hook
right arrow curving up||arrow_heading_up
right arrow curving down||arrow_heading_down
clockwise vertical arrows|arrow refresh reload|arrows_clockwise
counterclockwise arrows button|again anticlockwise arrow deja refresh rewindershins vu|arrows_counterclockwise
BACK arrow||back
END arrow||end
ON! arrow|mark|on
SOON arrow|brb omw|soon
TOP arrow|homie up|top
place of worship|pray religion|place_of_worship
atom symbol|atheist|atom_symbol
om|hindu religion|om
star of David|jew jewish judaism religion|star_of_david
wheel of dharma|buddhist religion|wheel_of_dharma
yin yang|difficult lives religion tao taoist total yinyang|yin_yang
latin cross|christ christian religion|latin_cross
orthodox cross|christian religion|orthodox_cross
star and crescent|islam muslim ramadan religion|star_and_crescent
peace symbol|healing peaceful|peace_symbol
menorah|candelabrum candlestick hanukkah jewish judaism religion|menorah
dotted six-pointed star|fortune jewish judaism|six_pointed_star
khanda|deg fateh khalsa religion sikh sikhism tegh|khanda
Aries|horoscope ram zodiac|aries
Taurus|bull horoscope ox zodiac|taurus
Gemini|horoscope twins zodiac|gemini
Cancer|crab horoscope zodiac|cancer
Leo|horoscope lion zodiac|leo
Virgo|horoscope zodiac|virgo
Libra|balance horoscope justice scales zodiac|libra
Scorpio|horoscope scorpion scorpius zodiac|scorpius
Sagittarius|archer horoscope zodiac|sagittarius
Capricorn|goat horoscope zodiac|capricorn
Aquarius|bearer horoscope water zodiac|aquarius
Pisces|fish horoscope zodiac|pisces
Ophiuchus|bearer serpent snake zodiac|ophiuchus
shuffle tracks button|arrow crossed|twisted_rightwards_arrows
repeat button|arrow clockwise|repeat
repeat single button|arrow clockwise once|repeat_one
play button|arrow right triangle|arrow_forward
fast-forward button|arrow double|fast_forward
next track button|arrow scene triangle|next_track_button
play or pause button|arrow right triangle|play_or_pause_button
reverse button|arrow left triangle|arrow_backward
fast reverse button|arrow double rewind|rewind
last track button|arrow previous scene triangle|previous_track_button
upwards button|arrow red up|arrow_up_small
fast up button|arrow double|arrow_double_up
downwards button|arrow down red|arrow_down_small
fast down button|arrow double|arrow_double_down
pause button|bar double vertical|pause_button
stop button|square|stop_button
record button|circle|record_button
eject button||eject_button
cinema|camera film movie|cinema
dim button|brightness low|low_brightness
bright button|brightness light|high_brightness
antenna bars|bar cell communication mobile phone signal telephone|signal_strength
wireless|broadband computer connectivity hotspot internet network router smartphone wi fi wifi wlan|wireless
vibration mode|cell communication mobile phone telephone|vibration_mode
mobile phone off|cell telephone|mobile_phone_off
female sign|woman|female_sign
male sign|man|male_sign
transgender symbol||transgender_symbol
multiply|cancel multiplication sign x ×|heavy_multiplication_x
plus|+|heavy_plus_sign
minus| heavy math sign −|heavy_minus_sign
divide|division heavy math sign ÷|heavy_division_sign
heavy equals sign|answer equal equality math|heavy_equals_sign
infinity|forever unbounded universal|infinity
double exclamation mark|! !! bangbang punctuation|bangbang
exclamation question mark|! !? ? interrobang punctuation|interrobang
red question mark|? punctuation|question
white question mark|? outlined punctuation|grey_question
white exclamation mark|! outlined punctuation|grey_exclamation
red exclamation mark|! punctuation|exclamation heavy_exclamation_mark
wavy dash|punctuation|wavy_dash
currency exchange|bank money|currency_exchange
heavy dollar sign|billion cash charge currency million money pay|heavy_dollar_sign
medical symbol|aesculapius medicine staff|medical_symbol
recycling symbol|recycle|recycle
fleur-de-lis|knights|fleur_de_lis
trident emblem|anchor poseidon ship tool|trident
name badge||name_badge
Japanese symbol for beginner|chevron green leaf tool yellow|beginner
hollow red circle|heavy large o|o
check mark button|checked checkmark complete completed done fixed tick ✓|white_check_mark
check box with check|ballot checked done off tick ✓|ballot_box_with_check
check mark|checked checkmark done heavy tick ✓|heavy_check_mark
cross mark|cancel multiplication multiply x ×|x
cross mark button|multiplication multiply square x ×|negative_squared_cross_mark
curly loop|curl|curly_loop
double curly loop|curl|loop
part alternation mark||part_alternation_mark
eight-spoked asterisk|*|eight_spoked_asterisk
eight-pointed star|*|eight_pointed_black_star
sparkle|*|sparkle
copyright|c|copyright
registered|r|registered
trade mark|tm trademark|tm
keycap: #||hash
keycap: *||asterisk
keycap: 0|zero|zero
keycap: 1|one|one
keycap: 2|two|two
keycap: 3|three|three
keycap: 4|four|four
keycap: 5|five|five
keycap: 6|six|six
keycap: 7|seven|seven
keycap: 8|eight|eight
keycap: 9|nine|nine
keycap: 10||keycap_ten
input latin uppercase|abcd letters|capital_abcd
input latin lowercase|abcd letters|abcd
input numbers|1234|1234
input symbols|% & ♪ 〒|symbols
input latin letters|abc alphabet|abc
A button (blood type)|blood type|a
AB button (blood type)|blood type|ab
B button (blood type)|blood type|b
CL button||cl
COOL button||cool
FREE button||free
information|i|information_source
ID button|identity|id
circled M|circle|m
NEW button||new
NG button||ng
O button (blood type)|blood type|o2
OK button|okay|ok
P button|parking|parking
SOS button|help|sos
UP! button|mark up|up
VS button|versus|vs
Japanese “here” button|here katakana|koko
Japanese “service charge” button|charge katakana service|sa
Japanese “monthly amount” button|amount ideograph monthly|u6708
Japanese “not free of charge” button|charge ideograph not|u6709
Japanese “reserved” button|ideograph reserved|u6307
Japanese “bargain” button|bargain ideograph|ideograph_advantage
Japanese “discount” button|discount ideograph|u5272
Japanese “free of charge” button|charge free ideograph|u7121
Japanese “prohibited” button|ideograph prohibited|u7981
Japanese “acceptable” button|acceptable ideograph|accept
Japanese “application” button|application ideograph|u7533
Japanese “passing grade” button|grade ideograph passing|u5408
Japanese “vacancy” button|ideograph vacancy|u7a7a
Japanese “congratulations” button|congratulations ideograph|congratulations
Japanese “secret” button|ideograph secret|secret
Japanese “open for business” button|business ideograph open|u55b6
Japanese “no vacancy” button|ideograph no vacancy|u6e80
red circle|geometric|red_circle
orange circle||orange_circle
yellow circle||yellow_circle
green circle||green_circle
blue circle|geometric|large_blue_circle
purple circle||purple_circle
brown circle||brown_circle
black circle|geometric|black_circle
white circle|geometric|white_circle
red square|card penalty|red_square
orange square||orange_square
yellow square|card penalty|yellow_square
green square||green_square
blue square||blue_square
purple square||purple_square
brown square||brown_square
black large square|geometric|black_large_square
white large square|geometric|white_large_square
black medium square|geometric|black_medium_square
white medium square|geometric|white_medium_square
black medium-small square|geometric|black_medium_small_square
white medium-small square|geometric|white_medium_small_square
black small square|geometric|black_small_square
white small square|geometric|white_small_square
large orange diamond|geometric|large_orange_diamond
large blue diamond|geometric|large_blue_diamond
small orange diamond|geometric|small_orange_diamond
small blue diamond|geometric|small_blue_diamond
red triangle pointed up|geometric|small_red_triangle
red triangle pointed down|geometric|small_red_triangle_down
diamond with a dot|comic geometric|diamond_shape_with_a_dot_inside
radio button|geometric|radio_button
white square button|geometric outlined|white_square_button
black square button|geometric|black_square_button
chequered flag|checkered finish flags game race racing sport win|checkered_flag
triangular flag|construction golf post|triangular_flag_on_post
crossed flags|celebration cross japanese|crossed_flags
black flag|waving|black_flag
white flag|waving|white_flag
rainbow flag|bisexual gay genderqueer glbt glbtq lesbian lgbt lgbtq lgbtqia pride queer trans transgender|rainbow_flag
transgender flag|blue light pink white|transgender_flag
pirate flag|jolly plunder roger treasure|pirate_flag
flag: Ascension Island|ac|ascension_island
flag: Andorra|ad|andorra
flag: United Arab Emirates|ae|united_arab_emirates
flag: Afghanistan|af|afghanistan
flag: Antigua & Barbuda|ag|antigua_barbuda
flag: Anguilla|ai|anguilla
flag: Albania|al|albania
flag: Armenia|am|armenia
flag: Angola|ao|angola
flag: Antarctica|aq|antarctica
flag: Argentina|ar|argentina
flag: American Samoa|as|american_samoa
flag: Austria|at|austria
flag: Australia|au|australia
flag: Aruba|aw|aruba
flag: Åland Islands|ax|aland_islands
flag: Azerbaijan|az|azerbaijan
flag: Bosnia & Herzegovina|ba|bosnia_herzegovina
flag: Barbados|bb|barbados
flag: Bangladesh|bd|bangladesh
flag: Belgium|be|belgium
flag: Burkina Faso|bf|burkina_faso
flag: Bulgaria|bg|bulgaria
flag: Bahrain|bh|bahrain
flag: Burundi|bi|burundi
flag: Benin|bj|benin
flag: St. Barthélemy|bl|st_barthelemy
flag: Bermuda|bm|bermuda
flag: Brunei|bn|brunei
flag: Bolivia|bo|bolivia
flag: Caribbean Netherlands|bq|caribbean_netherlands
flag: Brazil|br|brazil
flag: Bahamas|bs|bahamas
flag: Bhutan|bt|bhutan
flag: Bouvet Island|bv|bouvet_island
flag: Botswana|bw|botswana
flag: Belarus|by|belarus
flag: Belize|bz|belize
flag: Canada|ca|canada
flag: Cocos (Keeling) Islands|cc|cocos_islands
flag: Congo - Kinshasa|cd|congo_kinshasa
flag: Central African Republic|cf|central_african_republic
flag: Congo - Brazzaville|cg|congo_brazzaville
flag: Switzerland|ch|switzerland
flag: Côte d’Ivoire|ci|cote_divoire
flag: Cook Islands|ck|cook_islands
flag: Chile|cl|chile
flag: Cameroon|cm|cameroon
flag: China|cn|cn
flag: Colombia|co|colombia
flag: Clipperton Island|cp|clipperton_island
flag: Costa Rica|cr|costa_rica
flag: Cuba|cu|cuba
flag: Cape Verde|cv|cape_verde
flag: Curaçao|cw|curacao
flag: Christmas Island|cx|christmas_island
flag: Cyprus|cy|cyprus
flag: Czechia|cz|czech_republic
flag: Germany|de|de
flag: Diego Garcia|dg|diego_garcia
flag: Djibouti|dj|djibouti
flag: Denmark|dk|denmark
flag: Dominica|dm|dominica
flag: Dominican Republic|do|dominican_republic
flag: Algeria|dz|algeria
flag: Ceuta & Melilla|ea|ceuta_melilla
flag: Ecuador|ec|ecuador
flag: Estonia|ee|estonia
flag: Egypt|eg|egypt
flag: Western Sahara|eh|western_sahara
flag: Eritrea|er|eritrea
flag: Spain|es|es
flag: Ethiopia|et|ethiopia
flag: European Union|eu|eu european_union
flag: Finland|fi|finland
flag: Fiji|fj|fiji
flag: Falkland Islands|fk|falkland_islands
flag: Micronesia|fm|micronesia
flag: Faroe Islands|fo|faroe_islands
flag: France|fr|fr
flag: Gabon|ga|gabon
flag: United Kingdom|gb|gb uk
flag: Grenada|gd|grenada
flag: Georgia|ge|georgia
flag: French Guiana|gf|french_guiana
flag: Guernsey|gg|guernsey
flag: Ghana|gh|ghana
flag: Gibraltar|gi|gibraltar
flag: Greenland|gl|greenland
flag: Gambia|gm|gambia
flag: Guinea|gn|guinea
flag: Guadeloupe|gp|guadeloupe
flag: Equatorial Guinea|gq|equatorial_guinea
flag: Greece|gr|greece
flag: South Georgia & South Sandwich Islands|gs|south_georgia_south_sandwich_islands
flag: Guatemala|gt|guatemala
flag: Guam|gu|guam
flag: Guinea-Bissau|gw|guinea_bissau
flag: Guyana|gy|guyana
flag: Hong Kong SAR China|hk|hong_kong
flag: Heard & McDonald Islands|hm|heard_mcdonald_islands
flag: Honduras|hn|honduras
flag: Croatia|hr|croatia
flag: Haiti|ht|haiti
flag: Hungary|hu|hungary
flag: Canary Islands|ic|canary_islands
flag: Indonesia|id|indonesia
flag: Ireland|ie|ireland
flag: Israel|il|israel
flag: Isle of Man|im|isle_of_man
flag: India|in|india
flag: British Indian Ocean Territory|io|british_indian_ocean_territory
flag: Iraq|iq|iraq
flag: Iran|ir|iran
flag: Iceland|is|iceland
flag: Italy|it|it
flag: Jersey|je|jersey
flag: Jamaica|jm|jamaica
flag: Jordan|jo|jordan
flag: Japan|jp|jp
flag: Kenya|ke|kenya
flag: Kyrgyzstan|kg|kyrgyzstan
flag: Cambodia|kh|cambodia
flag: Kiribati|ki|kiribati
flag: Comoros|km|comoros
flag: St. Kitts & Nevis|kn|st_kitts_nevis
flag: North Korea|kp|north_korea
flag: South Korea|kr|kr
flag: Kuwait|kw|kuwait
flag: Cayman Islands|ky|cayman_islands
flag: Kazakhstan|kz|kazakhstan
flag: Laos|la|laos
flag: Lebanon|lb|lebanon
flag: St. Lucia|lc|st_lucia
flag: Liechtenstein|li|liechtenstein
flag: Sri Lanka|lk|sri_lanka
flag: Liberia|lr|liberia
flag: Lesotho|ls|lesotho
flag: Lithuania|lt|lithuania
flag: Luxembourg|lu|luxembourg
flag: Latvia|lv|latvia
flag: Libya|ly|libya
flag: Morocco|ma|morocco
flag: Monaco|mc|monaco
flag: Moldova|md|moldova
flag: Montenegro|me|montenegro
flag: St. Martin|mf|st_martin
flag: Madagascar|mg|madagascar
flag: Marshall Islands|mh|marshall_islands
flag: North Macedonia|mk|macedonia
flag: Mali|ml|mali
flag: Myanmar (Burma)|mm|myanmar
flag: Mongolia|mn|mongolia
flag: Macao SAR China|mo|macau
flag: Northern Mariana Islands|mp|northern_mariana_islands
flag: Martinique|mq|martinique
flag: Mauritania|mr|mauritania
flag: Montserrat|ms|montserrat
flag: Malta|mt|malta
flag: Mauritius|mu|mauritius
flag: Maldives|mv|maldives
flag: Malawi|mw|malawi
flag: Mexico|mx|mexico
flag: Malaysia|my|malaysia
flag: Mozambique|mz|mozambique
flag: Namibia|na|namibia
flag: New Caledonia|nc|new_caledonia
flag: Niger|ne|niger
flag: Norfolk Island|nf|norfolk_island
flag: Nigeria|ng|nigeria
flag: Nicaragua|ni|nicaragua
flag: Netherlands|nl|netherlands
flag: Norway|no|norway
flag: Nepal|np|nepal
flag: Nauru|nr|nauru
flag: Niue|nu|niue
flag: New Zealand|nz|new_zealand
flag: Oman|om|oman
flag: Panama|pa|panama
flag: Peru|pe|peru
flag: French Polynesia|pf|french_polynesia
flag: Papua New Guinea|pg|papua_new_guinea
flag: Philippines|ph|philippines
flag: Pakistan|pk|pakistan
flag: Poland|pl|poland
flag: St. Pierre & Miquelon|pm|st_pierre_miquelon
flag: Pitcairn Islands|pn|pitcairn_islands
flag: Puerto Rico|pr|puerto_rico
flag: Palestinian Territories|ps|palestinian_territories
flag: Portugal|pt|portugal
flag: Palau|pw|palau
flag: Paraguay|py|paraguay
flag: Qatar|qa|qatar
flag: Réunion|re|reunion
flag: Romania|ro|romania
flag: Serbia|rs|serbia
flag: Russia|ru|ru
flag: Rwanda|rw|rwanda
flag: Saudi Arabia|sa|saudi_arabia
flag: Solomon Islands|sb|solomon_islands
flag: Seychelles|sc|seychelles
flag: Sudan|sd|sudan
flag: Sweden|se|sweden
flag: Singapore|sg|singapore
flag: St. Helena|sh|st_helena
flag: Slovenia|si|slovenia
flag: Svalbard & Jan Mayen|sj|svalbard_jan_mayen
flag: Slovakia|sk|slovakia
flag: Sierra Leone|sl|sierra_leone
flag: San Marino|sm|san_marino
flag: Senegal|sn|senegal
flag: Somalia|so|somalia
flag: Suriname|sr|suriname
flag: South Sudan|ss|south_sudan
flag: São Tomé & Príncipe|st|sao_tome_principe
flag: El Salvador|sv|el_salvador
flag: Sint Maarten|sx|sint_maarten
flag: Syria|sy|syria
flag: Eswatini|sz|swaziland
flag: Tristan da Cunha|ta|tristan_da_cunha
flag: Turks & Caicos Islands|tc|turks_caicos_islands
flag: Chad|td|chad
flag: French Southern Territories|tf|french_southern_territories
flag: Togo|tg|togo
flag: Thailand|th|thailand
flag: Tajikistan|tj|tajikistan
flag: Tokelau|tk|tokelau
flag: Timor-Leste|tl|timor_leste
flag: Turkmenistan|tm|turkmenistan
flag: Tunisia|tn|tunisia
flag: Tonga|to|tonga
flag: Türkiye|tr|tr
flag: Trinidad & Tobago|tt|trinidad_tobago
flag: Tuvalu|tv|tuvalu
flag: Taiwan|tw|taiwan
flag: Tanzania|tz|tanzania
flag: Ukraine|ua|ukraine
flag: Uganda|ug|uganda
flag: U.S. Outlying Islands|um|us_outlying_islands
flag: United Nations|un|united_nations
flag: United States|us|us
flag: Uruguay|uy|uruguay
flag: Uzbekistan|uz|uzbekistan
flag: Vatican City|va|vatican_city
flag: St. Vincent & Grenadines|vc|st_vincent_grenadines
flag: Venezuela|ve|venezuela
flag: British Virgin Islands|vg|british_virgin_islands
flag: U.S. Virgin Islands|vi|us_virgin_islands
flag: Vietnam|vn|vietnam
flag: Vanuatu|vu|vanuatu
flag: Wallis & Futuna|wf|wallis_futuna
flag: Samoa|ws|samoa
flag: Kosovo|xk|kosovo
flag: Yemen|ye|yemen
flag: Mayotte|yt|mayotte
flag: South Africa|za|south_africa
flag: Zambia|zm|zambia
flag: Zimbabwe|zw|zimbabwe
flag: England|gbeng|england
flag: Scotland|gbsct|scotland
flag: Wales|gbwls|wales
`
