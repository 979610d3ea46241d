import { phrasesOf } from '../../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Calls',
    test_title: 'Test calls',
    test_lead:
      'This browser tries every way that a call can take from where you are now. Try it at home, at work and on a ' +
      'phone: networks differ.',
    test_run: 'Test from this browser',
    test_again: 'Test again',
    no_calls:
      'This browser can’t make calls. Open the dashboard in a current version of Chrome, Edge, Firefox or Safari.',
    running: 'Trying…',
    passed: 'Works',
    failed: 'Doesn’t work',
    off: 'Not set up',
    ms: '{ms} ms',
    from_server: 'From the server: {found}',
    path_stun: 'Own address (STUN)',
    path_stun_note: 'Direct calls between two networks',
    path_media: 'Media through your server',
    path_media_note: 'Groups, and users who hide their IP address',
    path_relayed: 'From the relay to your server',
    path_relayed_note: 'Groups, and users who hide their IP address, in networks that block UDP',
    path_relay: 'Relay over {transport}',
    path_relay_udp: 'UDP',
    path_relay_tcp: 'TCP',
    path_relay_tls: 'TLS',
    path_relay_dtls: 'DTLS',
    path_relay_none: 'Relay',
    path_relay_none_note: 'Mobile and company networks that let nothing else through',
    udp_port: 'UDP {port}',
    tcp_port: 'TCP {port}',
    stun_silent:
      'Open UDP port {port} (CALLS_UDP_PORT) of the chat server in its firewall. A proxy for HTTP passes no UDP on.',
    stun_off: 'Direct calls work within one network only. CALLS_UDP_PORT turns it on.',
    media_silent:
      'Open UDP port {port} (CALLS_MEDIA_PORT) of the chat server in its firewall. If PUBLIC_URL leads to a proxy or ' +
      'a CDN, set CALLS_MEDIA_ADDRESS to the server’s own address. If it works from other networks, yours blocks ' +
      'UDP: such users need a relay.',
    media_silent_any:
      'No UDP reached the chat server from here. If it works from other networks, yours blocks UDP: such users need ' +
      'a relay.',
    media_failed: 'The program that forwards media doesn’t run on this server. The server’s log says why.',
    media_off: 'CALLS_MEDIA_PORT is 0: groups of up to four connect to each other, and see each other’s IP address.',
    relay_none:
      'Without a relay, calls from some mobile and company networks don’t connect. Set up coturn, then TURN_URL and ' +
      'TURN_SECRET.',
    relay_no_tls:
      'Add turns:…:443?transport=tcp to TURN_URL. It gets through networks where nothing but web pages does.',
    relay_silent_udp:
      'Start the relay, and open UDP port {port} of {host}. If TCP or TLS works, your own network blocks UDP.',
    relay_silent_tcp: 'Start the relay, and open TCP port {port} of {host}.',
    relay_silent_tls:
      'Open TCP port {port} of {host}. Its certificate must be valid for {host}, and have its whole chain.',
    relay_credentials:
      'The relay refuses the credentials. TURN_SECRET must be the static-auth-secret of coturn, and both clocks right.',
    relay_full: 'The relay has no more room. Raise total-quota, or the range from min-port to max-port.',
    relay_refused: 'The relay refuses this ({detail}). Compare its settings with deploy/turnserver.conf.',
    relay_no_data:
      'The relay answers, but passes nothing on. Open its UDP ports min-port to max-port; behind a NAT, set ' +
      'external-ip=PUBLIC/PRIVATE.',
    relayed_silent:
      'If a relay above works, it doesn’t reach UDP port {port} of the chat server. Open the port for it, and keep the ' +
      'server’s address out of every denied-peer-ip.',
    relayed_silent_any:
      'If a relay above works, it doesn’t reach the chat server by UDP. Open its ports for the relay, and keep the ' +
      'server’s address out of every denied-peer-ip.',
    verdict_good: 'Calls connect from here',
    verdict_good_text: 'Every way works.',
    verdict_some: 'Calls may connect from here, and not from everywhere',
    verdict_some_text: 'See below what to change.',
    verdict_bad: 'Calls don’t connect from here',
    verdict_bad_text: 'Neither your server nor a relay can be reached. See below what to change.',
    for_administrator: 'The names in capitals are settings of the chat server: its administrator changes them.',
  },
  ru: {
    title: 'Звонки',
    test_title: 'Проверка звонков',
    test_lead:
      'Браузер пробует все пути, которыми может пойти звонок отсюда. Повторите проверку дома, на работе и с ' +
      'телефона: сети различаются.',
    test_run: 'Проверить из этого браузера',
    test_again: 'Проверить ещё раз',
    no_calls: 'Этот браузер не умеет звонить. Откройте кабинет в свежем Chrome, Edge, Firefox или Safari.',
    running: 'Проверяем…',
    passed: 'Работает',
    failed: 'Не работает',
    off: 'Не настроено',
    ms: '{ms} мс',
    from_server: 'С сервера: {found}',
    path_stun: 'Свой адрес (STUN)',
    path_stun_note: 'Прямые звонки между двумя сетями',
    path_media: 'Звук и видео через ваш сервер',
    path_media_note: 'Группы и те, кто скрывает IP-адрес',
    path_relayed: 'От ретранслятора к вашему серверу',
    path_relayed_note: 'Группы и те, кто скрывает IP-адрес, — в сетях, которые блокируют UDP',
    path_relay: 'Ретранслятор по {transport}',
    path_relay_udp: 'UDP',
    path_relay_tcp: 'TCP',
    path_relay_tls: 'TLS',
    path_relay_dtls: 'DTLS',
    path_relay_none: 'Ретранслятор',
    path_relay_none_note: 'Мобильные и корпоративные сети, которые не пропускают ничего другого',
    udp_port: 'UDP {port}',
    tcp_port: 'TCP {port}',
    stun_silent:
      'Откройте UDP-порт {port} (CALLS_UDP_PORT) сервера чата в файрволе. HTTP-прокси не передаёт UDP дальше.',
    stun_off: 'Прямые звонки работают только внутри одной сети. Включается настройкой CALLS_UDP_PORT.',
    media_silent:
      'Откройте UDP-порт {port} (CALLS_MEDIA_PORT) сервера чата в файрволе. Если PUBLIC_URL ведёт на прокси или CDN, ' +
      'укажите в CALLS_MEDIA_ADDRESS собственный адрес сервера. Если из других сетей всё работает, ваша сеть ' +
      'блокирует UDP: таким людям нужен ретранслятор.',
    media_silent_any:
      'UDP отсюда не дошёл до сервера чата. Если из других сетей всё работает, ваша сеть блокирует UDP: таким людям ' +
      'нужен ретранслятор.',
    media_failed: 'Программа, которая передаёт звук и видео, на этом сервере не работает. Причина — в журнале сервера.',
    media_off:
      'CALLS_MEDIA_PORT равен 0: до четырёх участников группы соединяются напрямую и видят IP-адреса друг друга.',
    relay_none:
      'Без ретранслятора звонки из некоторых мобильных и корпоративных сетей не соединятся. Установите coturn и ' +
      'задайте TURN_URL и TURN_SECRET.',
    relay_no_tls:
      'Добавьте в TURN_URL адрес turns:…:443?transport=tcp. Он проходит там, где пропускают только веб-страницы.',
    relay_silent_udp:
      'Запустите ретранслятор и откройте UDP-порт {port} у {host}. Если по TCP или TLS работает, UDP блокирует ваша ' +
      'сеть.',
    relay_silent_tcp: 'Запустите ретранслятор и откройте TCP-порт {port} у {host}.',
    relay_silent_tls:
      'Откройте TCP-порт {port} у {host}. Сертификат должен быть выдан для {host}, не просрочен и содержать всю ' +
      'цепочку.',
    relay_credentials:
      'Ретранслятор не принимает учётные данные. TURN_SECRET должен совпадать со static-auth-secret в coturn, а часы ' +
      '— идти верно.',
    relay_full: 'На ретрансляторе нет места. Увеличьте total-quota или диапазон от min-port до max-port.',
    relay_refused: 'Ретранслятор отказывает ({detail}). Сравните его настройки с deploy/turnserver.conf.',
    relay_no_data:
      'Ретранслятор отвечает, но ничего не передаёт. Откройте его UDP-порты от min-port до max-port; за NAT задайте ' +
      'external-ip=ВНЕШНИЙ/ВНУТРЕННИЙ.',
    relayed_silent:
      'Если ретранслятор выше работает, значит, он не достаёт до UDP-порта {port} сервера чата. Откройте для него этот ' +
      'порт; адрес сервера не должен попадать ни в один denied-peer-ip.',
    relayed_silent_any:
      'Если ретранслятор выше работает, значит, он не достаёт до сервера чата по UDP. Откройте для него порты; адрес ' +
      'сервера не должен попадать ни в один denied-peer-ip.',
    verdict_good: 'Звонки отсюда соединяются',
    verdict_good_text: 'Все пути работают.',
    verdict_some: 'Отсюда звонки могут соединиться, но не отовсюду',
    verdict_some_text: 'Что исправить — ниже.',
    verdict_bad: 'Звонки отсюда не соединяются',
    verdict_bad_text: 'Ни сервер, ни ретранслятор недоступны. Что исправить — ниже.',
    for_administrator: 'Имена заглавными буквами — настройки сервера чата, их меняет его администратор.',
  },
})
