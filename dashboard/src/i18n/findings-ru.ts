import type { FieldProblem } from '@imbachat/protocol/field-problem'

/**
 * Findings about a site, by code; `{marks}` are the finding's parameters. The server's sentence is the English text, so
 * only the translation is here.
 */
export const siteFindingsRu: Record<string, string> = {
  // a call to the site
  no_url: 'Users info URL не указан. У пользователей условные имена.',
  invalid_url: 'Users info URL должен начинаться с http:// или https://.',
  address_not_allowed:
    'Адрес {address} не публичный, поэтому сервер чата к нему не обращается. Администратор сервера может ' +
    'разрешить его в EGRESS_ALLOW.',
  dns: 'Сервер {host} не найден. Проверьте, нет ли в имени опечатки, и записи DNS.',
  refused: '{host} отклонил соединение. Проверьте, что сайт запущен и порт указан верно.',
  closed: '{host} закрыл соединение, не ответив.',
  timeout: '{host} не ответил за {seconds}\u00a0с.',
  too_large: 'Ответ {host} больше {kib}\u00a0КиБ. Возвращайте только запрошенных пользователей.',
  protocol: 'Ответ {host} не соответствует HTTP.',
  busy: 'Слишком много запросов к {host} уже ждут ответа.',
  breaker_open: 'После нескольких сбоев подряд запросы к {host} приостановлены на несколько секунд.',
  tls: 'Нет защищённого соединения с {host} ({reason}). Проверьте сертификат: имя, сроки и полноту цепочки.',
  redirect:
    'Сайт перенаправляет на {location}. Чат не переходит по перенаправлениям, чтобы не раскрыть API login. ' +
    'Укажите конечный адрес как Users info URL.',
  unauthorized:
    'Сайт отклонил API login {login} или пароль (401). Скопируйте оба с вкладки «Ключи» в настройки сайта. Если ' +
    'PHP работает через CGI или FastCGI, возможно, ему нужно передать заголовок Authorization (Apache: ' +
    'CGIPassAuth On).',
  http_status: 'Сайт ответил кодом {status} вместо 200.',
  ids_in_path:
    'Сайт ответил кодом 404. Но он отвечает, когда ID пользователей — часть пути: укажите Users info URL {url}.',
  empty_answer: 'Сайт вернул пустой ответ. Так бывает при скрытой ошибке PHP: посмотрите журнал ошибок сайта.',
  not_json: 'Ответ не в формате JSON.',
  no_array: 'Ответ — не массив пользователей. Нужен такой: [{"user_id": 1, "name": "Анна"}].',
  missing_name: 'У пользователя {user_id} нет имени. У каждого должны быть user_id и name.',

  // warnings about a usable response
  noise:
    'Вокруг JSON есть посторонний текст, например предупреждения PHP. ' +
    'Чат его пропустил. Отключите на сайте display_errors.',
  user_missing: 'В ответе нет пользователя {user_id}. Проверьте, есть ли он на вашем сайте.',
  nameless: 'У пользователя {user_id} нет имени. У каждого должны быть user_id и name.',
  unusable_entries:
    'Записей, которые не являются пользователями: {count}. user_id должен быть целым числом или строкой.',
  nobody: 'В ответе пустой список. Попробуйте запрос, по которому кто-нибудь точно найдётся.',
  broken_characters:
    'В имени пользователя {user_id} есть символы, которые не удалось прочитать. Отвечайте в UTF-8 и не обрезайте ' +
    'имена посреди символа.',
  charset_guessed:
    'Ответ не в UTF-8, и кодировка в нём не указана. Чат прочитал его как {charset}. Отвечайте в UTF-8 или ' +
    'укажите кодировку в Content-Type.',
  previous_password:
    'Сайт принимает только прежний API password. Добавьте на сайт текущий, прежде чем отключать прежний.',
  avatar_not_https: 'У аватара пользователя {user_id} адрес http. На страницах https браузеры его не покажут.',
}

/** Why a token rule is broken, by reason. */
export const tokenReasonsRu: Record<string, string> = {
  empty: 'Токен пуст.',
  too_long: 'В токене не больше 8192 символов.',
  whitespace: 'Удалите пробелы и переводы строк вокруг токена.',
  not_base64url: 'Кодируйте части в base64url: - и _ вместо + и /, без = в конце.',
  not_canonical: 'Кодируйте части в base64url точно: в одной из них есть биты, которые не входят ни в один байт.',
  byte_order_mark: 'Удалите метку порядка байтов (BOM) перед JSON.',
  repeated_name: 'Имя {name} встречается дважды. Оставьте одно.',
  not_three_parts: 'В токене три части base64url через точку: header.payload.signature.',
  header_not_json: 'Заголовок — не объект JSON.',
  payload_not_json: 'Данные — не объект JSON.',
  algorithm: 'Подписывайте по HS256: в заголовке alg равен {alg}.',
  crit: 'Удалите crit из заголовка: расширения не поддерживаются.',
  unsigned: 'Токен не подписан. Подпишите его ключом Secret key этого виджета.',
  signature: 'Подпись не подходит. Подпишите токен ключом Secret key этого виджета, точно как на вкладке «Ключи».',
  permission_token: 'Это токен разрешения на диалог ({claim}), а не токен пользователя.',
  claim_unknown: 'Удалите поле {claim}: в токене могут быть только user_id, exp, iat, nbf, jti, aud, profile.',
  claim_shape: 'Недопустимое значение поля {claim}.',
  user_id_missing: 'Добавьте ID пользователя в поле user_id.',
  user_id_illegal:
    'Недопустимый user_id: {user_id}. Нужно целое число или строка до 128 символов без пробелов, невидимых ' +
    'символов, запятых и косых черт.',
  user_id_inexact: 'Запишите user_id целым числом без дробной части и экспоненты или строкой; получено {user_id}.',
  exp_missing: 'Добавьте exp — срок действия в секундах Unix.',
  exp_not_whole: 'exp должен быть целым числом секунд Unix, а получено {exp}.',
  exp_past: 'Токен истёк {ago}: создавайте новый при каждой загрузке страницы.',
  exp_too_far: 'exp может быть не дальше 7 дней вперёд, в секундах; получено {exp}.',
  start_not_whole: '{claim} должен быть целым числом секунд Unix, а получено {value}.',
  start_ahead: 'Токен начнёт действовать {ahead} ({claim}): проверьте часы сайта.',
}

/** A token rule that is met, by its code. */
export const tokenPassedRu: Record<string, string> = {
  shape: 'Три читаемые части.',
  algorithm: 'HS256.',
  signature: 'Подписан ключом Secret key этого виджета.',
  claims: 'Лишних полей нет.',
  user_id: 'Указан.',
  exp: 'Не истёк, и срок не слишком большой.',
  start: 'Уже действует.',
}

/** The probable mistake in the code that made the token. */
export const mistakesRu: Record<string, string> = {
  template_not_run: 'Это код, который должен вывести токен: сервер отдал страницу, не выполнив его.',
  no_token: 'Страница не вывела токен. Проверьте, что пользователь вошёл на сайт и функция подписи вызывается.',
  wrapped: 'Удалите кавычки, пробелы или слова вроде Bearer вокруг токена.',
  standard_base64:
    'Части закодированы обычным base64, а не base64url. Замените + на - и / на _, удалите = в каждой части.',
  hex_signature:
    'Подпись записана в шестнадцатеричном виде. Кодируйте сырые байты: в PHP последний аргумент hash_hmac — true.',
  secret_decoded:
    'Перед подписью Secret key раскодировали из base64 или hex. Используйте его символы как обычный текст.',
  secret_wrapped: 'Secret key прочитан вместе с переводом строки, пробелом или кавычкой. Удалите их перед подписью.',
  secret_empty: 'Токен подписан пустым ключом. Проверьте, что код читает настройку с Secret key.',
  sample_key: 'Токен подписан общеизвестным ключом из примера в инструкции. Возьмите свой Secret key.',
  api_password_as_key: 'Токен подписан паролем API password. Подписывайте ключом Secret key.',
  other_key: 'Токен подписан другим ключом: от другого виджета, уже отключённым или скопированным не полностью.',
  permission_token:
    'Это токен разрешения на диалог. Передайте его третьим аргументом в ' +
    'openDialog; в токене пользователя нет initiator и status.',
  dashboard_token: 'Это токен для входа в личный кабинет, а не токен пользователя.',
  token_cut: 'Один из символов токена изменён или потерян, например в текстовом поле ограниченной длины.',
  byte_order_mark: 'Файл с кодом токена сохранён в UTF-8 с BOM. Сохраните его без BOM.',
  claim_twice: 'Код добавляет одно и то же поле дважды. Какое из них считать верным, парсеры JSON решают по-разному.',
  id_computed: 'ID пользователя прошёл через дробные вычисления. Используйте (int) в PHP, int() в Python или строку.',
  id_invisible: 'В ID пользователя есть невидимый символ, например скопированный со страницы. Удалите его.',
  exp_milliseconds: 'Похоже, exp указан в миллисекундах. Разделите на 1000: нужны секунды.',
  exp_text: 'exp — строка. Сделайте его числом: в PHP (int), в JavaScript уберите кавычки.',
  exp_fraction: 'exp — не целое число. Округлите вниз до целых секунд.',
  exp_duration: 'В exp указана длительность. Прибавьте текущее время.',
  page_cached:
    'Когда-то токен был действителен. Если сайт только что создал его, страницу отдал кэш или неверно идут часы сайта.',
}

/** What a form's field expects, by the problem's code. */
export const fieldProblemsRu: Record<FieldProblem['code'], string> = {
  required: 'Обязательное поле',
  empty: 'Поле не может быть пустым',
  unknown: 'Неизвестное поле',
  number: 'Нужно число',
  whole_number: 'Нужно целое число',
  yes_or_no: 'Нужно true или false',
  text: 'Нужен текст',
  at_least: 'Не меньше {limit}',
  at_most: 'Не больше {limit}',
  too_short: 'Минимальная длина: {limit}',
  too_long: 'Максимальная длина: {limit}',
  too_few: 'Минимум записей: {limit}',
  too_many: 'Максимум записей: {limit}',
  one_of: 'Допустимые значения: {options}',
  format: 'Недопустимое значение',
}
