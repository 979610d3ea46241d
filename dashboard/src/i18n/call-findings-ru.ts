/** Findings of the server's test of the paths of calls, by code. The server's sentence is the English text. */
export const callFindingsRu: Record<string, string> = {
  stun_off: 'Не используется: звонки соединяются внутри одной сети.',
  stun_ok: 'Порт {port} отвечает по STUN и видит эту машину как {seen}.',
  stun_silent: 'Порт {port} у {host} не отвечает по STUN (UDP).',
  stun_failed: 'Порт {port} у {host} не удалось спросить ({reason}).',
  relay_off: 'Не используется: звонки идут напрямую.',
  relay_ok: '{url} передаёт данные ({by}) и выдаёт адрес {address}.',
  relay_dtls: '{url} не проверялся: TURN по DTLS умеют немногие браузеры.',
  relay_open: '{url} передаёт данные кому угодно, без учётных данных.',
  relay_hidden: '{url} выдаёт адрес {address}, недоступный браузерам из других сетей.',
  relay_denied: '{url} ничего не передаёт на собственный адрес {address} ({reason}).',
  relay_unreached: '{url} не достигает сам себя по адресу {address}:{port} (UDP).',
  relay_private: '{url} передаёт данные пользователей в частные сети, например на {address}.',
  certificate_expired: 'Сертификат {url} истёк {day}.',
  certificate_refused: 'Браузеры не принимают сертификат {url} ({reason}).',
  relay_refuses: '{url} не принимает учётные данные, созданные из TURN_SECRET.',
  relay_full: 'На {url} нет места ({reason}).',
  relay_failed: '{url} не передаёт данные ({reason}).',
  relay_silent: '{url} недоступен по {by} на порту {port} ({reason}).',
}

const nat = 'Если машина за NAT, задайте external-ip=ВНЕШНИЙ/ВНУТРЕННИЙ.'
const letThrough = 'Запустите сервер и откройте UDP-порт {port} у {host}; порт задаёт CALLS_UDP_PORT.'

/** Advice for these findings, by the same codes. */
export const callAdviceRu: Record<string, string> = {
  stun_silent: letThrough,
  stun_failed: letThrough,
  relay_dtls: 'Используйте {instead}: он проходит там, где UDP не проходит.',
  relay_open: 'Задайте use-auth-secret и static-auth-secret, как в deploy/turnserver.conf.',
  relay_hidden: nat,
  relay_denied: `Это нужно для звонков, в которых оба скрывают адрес. Задайте allowed-peer-ip={address}. ${nat}`,
  relay_unreached: `Откройте его UDP-порты от min-port до max-port. ${nat}`,
  relay_private: 'Скопируйте строки denied-peer-ip из deploy/turnserver.conf.',
  certificate_expired: 'Обновите его и после каждого обновления перезапускайте coturn или посылайте ему SIGUSR2.',
  certificate_refused:
    'Он должен быть выдан для {host} известным браузерам центром и содержать всю цепочку (fullchain.pem).',
  relay_refuses: 'TURN_SECRET и static-auth-secret в coturn должны совпадать, а часы — идти верно.',
  relay_full: 'Увеличьте total-quota или диапазон портов от min-port до max-port.',
  relay_failed: 'Сравните настройки с deploy/turnserver.conf.',
  relay_silent: 'Запустите ретранслятор и откройте {wire}-порт {port} у {host}.',
}
