import { expect, test } from 'bun:test'
import { until } from '../../../sdk/src/testing/until.ts'
import { silentLog } from '../chat/log.ts'
import { natsBus } from './nats.ts'
import { natsAddress } from './nats-address.ts'

test('NODE-9 the first address has name and password, decoded, and tls:// asks for encryption', () => {
  expect(natsAddress('nats://me:a%40b@one:4222, nats://[::1]:4223')).toEqual({
    ...{ servers: ['one:4222', '[::1]:4223'], user: 'me', pass: 'a@b' },
  })
  expect(natsAddress('tls://one:4222')).toEqual({ servers: ['one:4222'], tls: {} })
})

test('NODE-9 with tls:// a server that does not encrypt is sent neither the password nor an event', async () => {
  let asked = 0
  let sent = ''
  const listener = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(socket) {
        asked++
        socket.write(
          'INFO {"server_id":"x","version":"2.10.0","proto":1,"max_payload":1048576,"auth_required":true}\r\n',
        )
      },
      data(socket, data) {
        sent += data.toString()
        if (sent.includes('PING')) socket.write('PONG\r\n')
      },
    },
  })
  const bus = natsBus({ url: `tls://me:the-password@127.0.0.1:${listener.port}`, space: 'x', log: silentLog })
  bus.publish({ t: 'own', widget_id: 7, user_id: 'annabelle', items: [] })
  await until(() => asked > 1, 'it gives up a first time, and tries again')
  expect(sent).not.toContain('the-password')
  expect(sent).not.toContain('annabelle')
  expect(bus.link()).toBe('away')
  await bus.close()
  listener.stop(true)
})
