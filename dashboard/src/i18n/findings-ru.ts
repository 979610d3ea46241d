/**
 * What the server finds out about a site or a token, by its code; `{marks}` are the finding's own parameters. English is the server's
 * own sentence, so only the translation stands here.
 */
export const findingsRu = {
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
