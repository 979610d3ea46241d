/**
 * What the server finds out about a site, by its code; `{marks}` are the finding's own parameters. English is the server's own
 * sentence, so only the translation stands here.
 */
export const siteFindingsRu: Record<string, string> = {
  // a call to the site
  no_url: 'Users info URL не указан: пользователи видны без имён.',
  invalid_url: 'Users info URL — не адрес http или https.',
  address_not_allowed:
    '{host} ведёт на адрес {address}, к которому этому серверу обращаться нельзя. Он обращается только к публичным адресам, если его оператор не разрешил других.',
  dns: 'Имя {host} не найдено. Проверьте, нет ли в нём опечатки, и записи DNS.',
  refused: '{host} отклонил соединение. Запущен ли сайт и тот ли это порт?',
  closed: '{host} закрыл соединение, не ответив.',
  timeout: '{host} не ответил вовремя. Чат ждёт 3 секунды.',
  too_large: '{host} прислал больше 256 КиБ. Отвечайте только теми пользователями, о которых спросили.',
  protocol: '{host} ответил чем-то, что не похоже на HTTP.',
  busy: 'Уже слишком много обращений ждут ответа от {host}.',
  breaker_open: '{host} несколько раз подряд не ответил, и на несколько секунд его оставили в покое.',
  tls: 'Нет защищённого соединения с {host} ({reason}). Проверьте сертификат: имя, сроки, всю цепочку.',
  redirect:
    'Сайт перенаправляет на {location}. За перенаправлениями чат не идёт, чтобы не потерять API login: укажите в Users info URL конечный адрес.',
  unauthorized:
    'Сайт не принял API login {login} и его пароль (401). Перенесите оба из кабинета в настройки сайта. Если PHP работает через CGI или FastCGI, возможно, ему нужно передать заголовок Authorization.',
  http_status: 'Сайт ответил кодом {status} вместо 200.',
  empty_answer: 'Сайт ответил пустотой. Так бывает при скрытой ошибке PHP: посмотрите журнал ошибок сайта.',
  not_json: 'Ответ — не JSON.',
  no_array: 'Пришёл не массив пользователей. Нужен такой: [{"user_id": 1, "name": "Анна"}].',
  missing_name: 'У пользователя {user_id} нет имени. У каждого должны быть user_id и name.',

  // an answer that was understood and could be better
  noise:
    'Вокруг JSON стоит что-то ещё, например предупреждения PHP. Чат это пропустил; отключите на сайте display_errors.',
  user_missing: 'Пользователя {user_id} в ответе нет.',
  nameless: 'У пользователя {user_id} нет имени. У каждого должны быть user_id и name.',
  unusable_entries:
    'Записей, которые не похожи на пользователей: {count}. У каждой должен быть user_id: целое число или строка.',
  previous_password:
    'Сайт принимает только прежний API password. Перенесите в настройки сайта текущий, прежде чем отключать прежний.',
  avatar_not_https: 'Аватар пользователя {user_id} лежит по адресу http: страница, открытая по https, его не покажет.',
}

/** Why a rule of a token is broken, by the finer reason. */
export const tokenReasonsRu: Record<string, string> = {
  empty: 'Токен пуст.',
  too_long: 'В токене не больше 8192 символов.',
  whitespace: 'Уберите пробелы и переводы строк вокруг токена.',
  not_base64url: 'Кодируйте части в base64url: - и _ вместо + и /, без = в конце.',
  not_three_parts: 'В токене три части base64url через точку: header.payload.signature.',
  header_not_json: 'Заголовок — не объект JSON.',
  payload_not_json: 'Данные — не объект JSON.',
  algorithm: 'Подписывайте по HS256: в заголовке alg равен {alg}.',
  crit: 'Уберите crit из заголовка: расширения не поддерживаются.',
  unsigned: 'Токен не подписан. Подпишите его ключом Secret key этого виджета.',
  signature:
    'Подпись не подходит: подпишите токен ключом Secret key этого виджета, в точности как он показан в кабинете.',
  permission_token: 'Это разрешение на диалог ({claim}), а не вход.',
  claim_unknown: 'Уберите поле {claim}: в токене могут быть user_id, exp, iat, nbf, jti, aud, profile.',
  claim_shape: 'В поле {claim} не то, что там может быть.',
  user_id_missing: 'Поставьте id пользователя в поле user_id.',
  user_id_illegal:
    'user_id не подходит: {user_id}. Нужно целое число или строка до 128 символов без пробелов, запятых и косых черт.',
  exp_missing: 'Добавьте exp: когда токен закончится, в секундах unix.',
  exp_not_whole: 'exp — целое число секунд unix, а здесь {exp}.',
  exp_past: 'Токен закончился {seconds} с назад: создавайте новый для каждой страницы.',
  exp_too_far: 'exp может быть не дальше 7 дней вперёд, в секундах, а не в миллисекундах; здесь {exp}.',
  start_not_whole: '{claim} — целое число секунд unix, а здесь {value}.',
  start_ahead: 'Токен начнёт действовать только через {seconds} с ({claim}): верны ли часы сайта?',
}

/** A rule of a token that holds, by the rule. */
export const tokenPassedRu: Record<string, string> = {
  shape: 'В токене три части, и они читаются.',
  algorithm: 'Проверяется по HS256.',
  signature: 'Подписан ключом Secret key этого виджета.',
  claims: 'В нём нет ничего лишнего для входа.',
  user_id: 'Пользователь назван.',
  exp: 'Не истёк и действует не слишком долго.',
  start: 'Уже действует.',
}

/** What was probably done wrong when the token was made. */
export const mistakesRu: Record<string, string> = {
  template_not_run: 'Это код, который должен был напечатать токен: страница отправлена, а код не выполнен.',
  no_token: 'Страница не напечатала токен. Вошёл ли пользователь на сайт и вызывается ли функция подписи?',
  wrapped: 'Вокруг токена кавычки, пробелы или слово вроде Bearer. Без них он читается.',
  standard_base64: 'Части закодированы обычным base64. Замените + на -, / на _ и уберите = в каждой из трёх частей.',
  hex_signature:
    'Подпись записана шестнадцатеричным текстом. Перед base64url нужны сырые байты: в PHP последний аргумент hash_hmac — true.',
  secret_decoded:
    'Перед подписью Secret key раскодировали из base64 или hex. Это просто текст: берите его символы как есть.',
  secret_wrapped: 'Вместе с Secret key прочитан перевод строки, пробел или кавычка. Обрежьте их перед подписью.',
  secret_empty: 'Токен подписан пустым ключом: настройка, в которой лежит Secret key, не прочиталась.',
  sample_key: 'Токен подписан ключом из примера в инструкции, который известен всем. Возьмите свой Secret key.',
  api_password_as_key: 'Токен подписан паролем API password. Подписывайте ключом Secret key.',
  other_key: 'Токен подписан другим ключом: от другого виджета, уже отключённым или скопированным не целиком.',
  permission_token:
    'Это разрешение на диалог. Его передают третьим аргументом в openDialog; в токене для входа нет initiator и status.',
  dashboard_token: 'Это токен для входа в личный кабинет, а не токен пользователя.',
  exp_milliseconds: 'exp указан в миллисекундах. Разделите на 1000: нужны секунды.',
  exp_text: 'exp — текст. Сделайте его числом: в PHP (int), в JavaScript без кавычек.',
  exp_fraction: 'У exp есть дробная часть. Округлите вниз до целых секунд.',
  exp_duration: 'exp — это срок жизни токена. Прибавьте к нему текущее время.',
  page_cached:
    'Когда-то токен был верным. Если на сайте он новый, значит, страницу отдал кэш со старым токеном или отстают часы.',
}
