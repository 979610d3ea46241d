import { test } from 'bun:test'
import { connectionLost } from '../request-error.ts'
import { testClock } from '../testing/test-clock.ts'
import { until } from '../testing/until.ts'
import { createUpload } from './upload-file.ts'

test('an upload that is given up during a request that fails does not wait for the next try', async () => {
  const giveUp = new AbortController()
  const upload = createUpload({
    server: 'http://127.0.0.1:1',
    widgetId: 1,
    // its time stands still: a wait would have no end
    clock: testClock(),
    async request() {
      giveUp.abort()
      throw connectionLost()
    },
  })
  let ended = ''
  upload(5, new Blob(['x']), { signal: giveUp.signal }).catch(({ name }) => {
    ended = name
  })
  await until(() => ended === 'AbortError')
})
