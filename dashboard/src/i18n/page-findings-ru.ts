/** What the check of a page found, by code; the server's sentence is the English text. */
export const pageFindingsRu: Record<string, string> = {
  page_private: 'Страница {url} не читается ({reason}).',
  page_unreachable: 'Страница {url} не читается ({reason}).',
  page_status: 'Страница {url} отвечает кодом {status}.',
  script_missing: 'Страница не загружает чат.',
  script_elsewhere: 'Страница загружает чат с {origin}, а этот сервер — {server}.',
  script_twice: 'Страница загружает чат дважды.',
  script_ok: 'Страница загружает виджет {widget_id}.',
  widget_missing: 'На этом сервере нет виджета {widget_id}.',
  widget_other: 'Страница загружает виджет {widget_id}, а это виджет {own}.',
  origin_missing: 'Виджет {widget_id} не разрешён на страницах {origin}.',
  origin_ok: 'Виджет {widget_id} разрешён на {origin}.',
  users_info_missing: 'У виджета {widget_id} нет адреса данных о пользователях: у людей условные имена.',
  users_info_ok: 'Адрес данных о пользователях указан; его проверяет тест соединения.',
  policy_none: 'У страницы нет заголовка Content-Security-Policy.',
  policy_refuses: 'Content-Security-Policy страницы запрещает фрейм чата.',
  policy_ok: 'Content-Security-Policy страницы разрешает фрейм чата.',
  viewport_ok: 'У страницы есть viewport для телефонов.',
  viewport_missing: 'У страницы нет метатега viewport: на телефонах она и чат будут крошечными.',
  clock_unsaid: 'Сайт не сообщает своё время.',
  clock_ok: 'Часы сайта совпадают с нашими.',
  clock_ahead: 'Часы сайта спешат на {seconds}\u00a0с.',
  clock_behind: 'Часы сайта отстают на {seconds}\u00a0с.',
}

/** What to do about it, by the same codes. */
export const pageAdviceRu: Record<string, string> = {
  page_private: 'Сайт в частной сети: разрешите его в EGRESS_ALLOW, сервер обращается к нему за именами.',
  page_unreachable: 'Проверьте адрес. Сервер должен видеть сайт, чтобы узнавать имена.',
  page_status: 'Укажите адрес публичной страницы, на которой есть чат.',
  script_missing:
    'Вставьте код виджета на страницу (шаг «Чат на странице»). Скрипт, который добавит его позже, здесь не виден.',
  script_elsewhere: 'Исправьте имя сервера в теге script.',
  script_twice: 'Уберите один из тегов script.',
  widget_missing: 'Возьмите номер из раздела «Установка».',
  widget_other: 'Подставьте {own} вместо номера в адресе скрипта.',
  origin_missing: 'Добавьте адрес в «Разрешённые сайты» ниже.',
  users_info_missing: 'Укажите его на шаге «Имена и аватары».',
  policy_refuses: 'Добавьте {server} в frame-src и в script-src.',
  viewport_missing: 'Добавьте <meta name="viewport" content="width=device-width, initial-scale=1">.',
  clock_ahead: 'Включите синхронизацию времени на обеих машинах: иначе токены будут слишком новыми или старыми.',
  clock_behind: 'Включите синхронизацию времени на обеих машинах: иначе токены будут слишком новыми или старыми.',
}
