import { phrasesOf } from '../../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    steps: 'Setup steps',
    step_site: 'Your site',
    step_code: 'Chat on the page',
    step_people: 'Names and avatars',
    step_check: 'Two people talk',
    done: 'done',
    next: 'Continue',
    back: 'Back',
    kind_title: 'What is your site built with?',
    kind_lead: 'You get the code or the steps that fit. You can leave at any time and come back.',
    kind_missing: 'Choose what your site is built with.',
    kind_own: 'Your own code',
    kind_cms: 'A ready-made system',
    other: 'Something else',
    sign_title: 'Sign a token for the user',
    embed_title: 'Add the chat to the page',
    cms_title: 'Settings of the plugin',
    cms_lead: 'Enter these on your site. Keys are shown when you ask for them.',
    script: 'Script address',
    october_1:
      'In the plugin’s settings, set dev_id, the Secret key, and the API login and password to the values below.',
    october_2: 'In components/imbachat/default.htm, replace the script’s address with the one below.',
    livestreet_1: 'In frontend/skin/default/default.tpl, replace the script’s address with the one below.',
    livestreet_2:
      'In config/config.php, set dev_id and the Secret key, and replace the API login root and the password 123: ' +
      'everyone knows them.',
    opencart_1:
      'In catalog/view/theme/default/template/extension/module/imbachat.twig, replace the script’s address with the ' +
      'one below.',
    opencart_2: 'In the module’s settings, set dev_id, the Secret key, and the API login and password.',
    other_title: 'What your server does',
    other_1:
      'For a signed-in user, it creates a JWT: HS256 with the Secret key, claims user_id and exp (seconds), nothing ' +
      'else.',
    other_2: 'It puts the user’s ID and that token into the page, in the place of USER_ID and USER_TOKEN.',
    other_3: 'One hour is a good lifetime for a token. Check one under Token check.',
    people_own: 'Add this endpoint to your site. It tells the chat who the users are.',
    people_cms: 'Your plugin has this endpoint. Set its address below, with your site in the place of SITE:',
    people_livestreet: 'Set the address that your plugin’s ActionIndex answers, with {ids} in the place of the IDs.',
    people_other:
      'Your site answers GET requests with a JSON array of the users for the IDs asked for: user_id, name, ' +
      'avatar_url, profile_url. Before, it checks the API login and password (HTTP Basic).',
    people_wordpress: 'The plugin has set the address. Test it with the ID of any user of your site.',
    endpoint_title: 'The endpoint on your site',
    endpoint_sample: 'A sample of {file}',
    talk_title: 'Add a button that opens a direct message',
    talk_lead:
      'On a person’s page, in a listing or beside an order. Put the ID that the person has on your site in the ' +
      'place of USER_ID.',
    talk_line: 'The button',
    talk_button: 'Send a message',
    two_title: 'Let two users talk',
    two_1: 'Sign in to your site as one user here, and as another one in a private window.',
    two_2: 'As one of them, open a page that has this line, and press the button:',
    two_known: 'It opens a direct message with {name}, who has been in the chat.',
    two_unknown: 'Put the ID of the other user in the place of USER_ID.',
    two_3: 'Write something. It appears in the other window, and the last step is checked off.',
    test_title: 'Try it with two test users',
    test_lead:
      'Open the chat in two windows, as two people, before your site has any. They are named as test users, exist in ' +
      'this widget only, and you can remove them with all that they wrote.',
    test_open: 'Create two test users',
    test_open_again: 'Open them again',
    test_window: 'Open as {name}',
    test_silent: 'No message yet',
    test_wrote: 'First message {time}',
    test_talk: 'Two people talk',
    test_talk_text: 'Each of them has written to the other, and the messages arrived.',
    test_remove: 'Remove test users',
    test_remove_question: 'Remove the test users?',
    test_remove_text: 'Both of them, their conversation and all that they wrote are deleted for good.',
    test_removed: 'Test users are being removed',
    test_removing: 'The test users are being removed.',
    page_title: 'What is missing',
    page_lead: 'The server reads a page of your site that has the chat, as a browser gets it, and says what it lacks.',
    page_url: 'Address of the page',
    page_run: 'Check',
    page_fine: 'Nothing is missing',
    page_fine_text: 'This page has all that the chat needs.',
    page_done: '{count, plural, one {# check passed} other {# checks passed}}',
    react_lead:
      'The packages come with ImbaChat. Build them in its folder, install both in your project, and give the ' +
      'component the token that your server signed. The chat takes the height that you give it.',
    react_install: 'Shell',
    talk_lead_own:
      'On a person’s page, in a listing or beside an order. It takes the ID that the person has on your site.',
    talk_lead_wordpress:
      'In a post or a page, as a shortcode. Put the number of the WordPress user in the place of USER_ID.',
    find_search:
      'People search: a user types part of a name under New message, and the chat asks your People search URL.',
    find_friends: 'Friends: the people your Friends URL returns for a user are offered first, also for groups.',
    find_example: 'What your site answers',
    find_without: 'Both are optional. Buttons on your pages open direct messages without them.',
    check_lead: 'Open a page of your site in another tab. This page notices by itself.',
    token_check: 'Check a token',
    finished_title: 'Your chat works',
    finished: 'The script is loaded, a user came, and a message was sent.',
    finished_act: 'Choose its appearance',

    dev_id_title: 'DEV_ID',
    sign_lead:
      'On your server, create a token for the signed-in user. The Secret key stays on your server; the page only ' +
      'gets the token.',
    sign_key: 'Key hidden. The code shows a placeholder.',
    sign_key_shown: 'The code below contains your Secret key. Keep it out of public repositories.',
    embed_lead: 'In your {language} page, just before {tag}:',
    signed_out_title: 'For signed-out visitors',
    signed_out_lead: 'On pages without a signed-in user, load the chat without a token: the visitor is a guest.',
    snippet_title: 'Plain HTML',
    snippet_lead:
      'Without a template language, or if your Content-Security-Policy has nonces: insert the user’s ID and token ' +
      'yourself, and your nonce on both elements. For signed-out visitors, call {guest}.',
    next_title: 'Connect names and avatars',
    page_of: 'Page, {language}',
    wordpress_title: 'WordPress',
    wordpress_lead: 'Connect a WordPress site with our plugin. The plugin sets everything else.',
    wordpress_connect: 'Connect WordPress',
    wordpress_again: 'New code',
    wordpress_connected: 'Connected',
    wordpress_step_install:
      'In WordPress, open Plugins → Add New Plugin → Upload Plugin. Upload {plugin} and activate it.',
    wordpress_plugin: 'the ImbaChat plugin',
    wordpress_step_code: 'Open Settings → Self-Hosted User Chat and paste this code:',
    wordpress_code: 'Connection code',
    wordpress_code_note: 'Works once, until {time}.',
  },
  ru: {
    steps: 'Шаги подключения',
    step_site: 'Ваш сайт',
    step_code: 'Чат на странице',
    step_people: 'Имена и аватары',
    step_check: 'Двое общаются',
    done: 'готово',
    next: 'Далее',
    back: 'Назад',
    kind_title: 'На чём сделан ваш сайт?',
    kind_lead: 'Мы покажем подходящий код или шаги. Можно прерваться в любой момент и вернуться.',
    kind_missing: 'Выберите, на чём сделан сайт.',
    kind_own: 'Свой код',
    kind_cms: 'Готовая CMS',
    other: 'Другое',
    sign_title: 'Подпишите токен пользователя',
    embed_title: 'Добавьте чат на страницу',
    cms_title: 'Настройки плагина',
    cms_lead: 'Введите их на своём сайте. Ключи показываются по нажатию.',
    script: 'Адрес скрипта',
    october_1: 'В настройках плагина укажите dev_id, секретный ключ, API-логин и API-пароль — значения ниже.',
    october_2: 'В файле components/imbachat/default.htm замените адрес скрипта на адрес ниже.',
    livestreet_1: 'В файле frontend/skin/default/default.tpl замените адрес скрипта на адрес ниже.',
    livestreet_2:
      'В config/config.php укажите dev_id и секретный ключ и замените логин root и пароль 123: их знают все.',
    opencart_1:
      'В файле catalog/view/theme/default/template/extension/module/imbachat.twig замените адрес скрипта на адрес ' +
      'ниже.',
    opencart_2: 'В настройках модуля укажите dev_id, секретный ключ, API-логин и API-пароль.',
    other_title: 'Что делает ваш сервер',
    other_1:
      'Для вошедшего пользователя создаёт JWT: HS256 с секретным ключом, поля user_id и exp (в секундах) и никаких ' +
      'других.',
    other_2: 'Подставляет ID пользователя и этот токен в страницу вместо USER_ID и USER_TOKEN.',
    other_3: 'Хороший срок жизни токена — час. Проверить токен можно в разделе «Проверка токена».',
    people_own: 'Добавьте этот код на сайт: он сообщает чату имена и аватары пользователей.',
    people_cms: 'В вашем плагине такой адрес уже есть. Укажите его ниже, заменив SITE на свой сайт:',
    people_livestreet: 'Укажите адрес, на который отвечает ActionIndex вашего плагина, с {ids} на месте ID.',
    people_other:
      'Сайт отвечает на запрос GET массивом JSON с запрошенными пользователями: user_id, name, avatar_url, ' +
      'profile_url. До этого он проверяет API-логин и API-пароль (HTTP Basic).',
    people_wordpress: 'Плагин уже указал адрес. Проверьте его с ID любого пользователя сайта.',
    endpoint_title: 'Код на вашем сайте',
    endpoint_sample: 'Пример {file}',
    talk_title: 'Добавьте кнопку, которая открывает личный чат',
    talk_lead:
      'На странице человека, в объявлении или рядом с заказом. Вместо USER_ID подставьте ID этого человека на вашем ' +
      'сайте.',
    talk_line: 'Кнопка',
    talk_button: 'Написать сообщение',
    two_title: 'Пусть двое пообщаются',
    two_1: 'Войдите на сайт как один пользователь здесь и как другой — в приватном окне.',
    two_2: 'От имени одного из них откройте страницу с этой строкой и нажмите кнопку:',
    two_known: 'Откроется личный чат с пользователем {name}: он уже был в чате.',
    two_unknown: 'Вместо USER_ID подставьте ID другого пользователя.',
    two_3: 'Напишите что-нибудь. Сообщение появится в другом окне, и последний шаг отметится сам.',
    test_title: 'Попробуйте с двумя тестовыми пользователями',
    test_lead:
      'Откройте чат в двух окнах как два разных человека, пока на сайте никого нет. В именах указано, что это ' +
      'тестовые пользователи. Они есть только в этом виджете, и их можно удалить со всеми сообщениями.',
    test_open: 'Создать двух пользователей',
    test_open_again: 'Открыть ещё раз',
    test_window: 'Открыть как {name}',
    test_silent: 'Сообщений пока нет',
    test_wrote: 'Первое сообщение: {time}',
    test_talk: 'Двое общаются',
    test_talk_text: 'Каждый написал другому, и сообщения дошли.',
    test_remove: 'Удалить тестовых пользователей',
    test_remove_question: 'Удалить тестовых пользователей?',
    test_remove_text: 'Оба пользователя, их переписка и всё, что они написали, исчезнут навсегда.',
    test_removed: 'Тестовые пользователи удаляются',
    test_removing: 'Тестовые пользователи удаляются.',
    page_title: 'Чего не хватает',
    page_lead: 'Сервер прочитает страницу сайта с чатом так, как её получает браузер, и скажет, чего ей не хватает.',
    page_url: 'Адрес страницы',
    page_run: 'Проверить',
    page_fine: 'Всё на месте',
    page_fine_text: 'На этой странице есть всё, что нужно чату.',
    page_done:
      '{count, plural, one {Пройдена # проверка} few {Пройдены # проверки} many {Пройдено # проверок} ' +
      'other {Пройдены # проверки}}',
    react_lead:
      'Пакеты поставляются вместе с ImbaChat. Соберите их в его папке, установите оба в свой проект и передайте ' +
      'компоненту токен, который подписал ваш сервер. Чат занимает ту высоту, которую вы укажете.',
    react_install: 'Командная строка',
    talk_lead_own:
      'На странице человека, в объявлении или рядом с заказом. Кнопка берёт ID этого человека на вашем сайте.',
    talk_lead_wordpress: 'В записи или на странице, шорткодом. Вместо USER_ID подставьте номер пользователя WordPress.',
    find_search: 'Поиск людей: пользователь вводит часть имени в «Новом сообщении», и чат обращается по адресу поиска.',
    find_friends: 'Друзья: людей, которых возвращает адрес друзей, чат предлагает первыми, в том числе для групп.',
    find_example: 'Что отвечает сайт',
    find_without: 'Оба адреса необязательны. Кнопки на ваших страницах открывают личные чаты и без них.',
    check_lead: 'Откройте страницу сайта в другой вкладке. Здесь всё отметится само.',
    token_check: 'Проверить токен',
    finished_title: 'Чат работает',
    finished: 'Скрипт загружен, пользователь пришёл, сообщение отправлено.',
    finished_act: 'Настроить внешний вид',

    dev_id_title: 'DEV_ID',
    sign_lead:
      'На своём сервере создайте токен для вошедшего пользователя. Секретный ключ остаётся на сервере, страница ' +
      'получает только токен.',
    sign_key: 'Ключ скрыт. В коде вместо него заглушка.',
    sign_key_shown: 'Код ниже содержит ваш секретный ключ. Не публикуйте его в открытых репозиториях.',
    embed_lead: 'На странице ({language}), прямо перед {tag}:',
    signed_out_title: 'Для посетителей без входа',
    signed_out_lead: 'На страницах без вошедшего пользователя загружайте чат без токена: посетитель будет гостем.',
    snippet_title: 'Обычный HTML',
    snippet_lead:
      'Без шаблонизатора или если в Content-Security-Policy есть nonce: подставьте ID и токен пользователя сами, а ' +
      'nonce поставьте на оба тега. Для посетителей без входа вызовите {guest}.',
    next_title: 'Подключите имена и аватары',
    page_of: 'Страница, {language}',
    wordpress_title: 'WordPress',
    wordpress_lead: 'Подключите сайт на WordPress через наш плагин. Всё остальное он настроит сам.',
    wordpress_connect: 'Подключить WordPress',
    wordpress_again: 'Получить новый код',
    wordpress_connected: 'Подключено',
    wordpress_step_install:
      'В WordPress откройте «Плагины → Добавить плагин → Загрузить плагин». Загрузите {plugin} и активируйте его.',
    wordpress_plugin: 'плагин ImbaChat',
    wordpress_step_code: 'Откройте «Настройки → Self-Hosted User Chat» и вставьте код:',
    wordpress_code: 'Код подключения',
    wordpress_code_note: 'Действует один раз, до {time}.',
  },
})
