import { expect, test } from 'bun:test'
import type { BusEvent } from '../chat/bus.ts'
import { silentLog } from '../chat/log.ts'
import { inProcessBus } from './in-process.ts'

test('a failing receiver does not keep an event from other receivers and does not fail the publisher', () => {
  const failures: unknown[] = []
  const bus = inProcessBus({ ...silentLog, error: (_, fields) => failures.push(fields) })
  const received: BusEvent[] = []
  bus.subscribe(() => {
    throw new Error('broken')
  })
  bus.subscribe((event) => received.push(event))
  const event: BusEvent = { t: 'users', widget_id: 1, user_ids: ['ann'] }
  bus.publish(event)
  expect(received).toEqual([event])
  expect(failures).toEqual([{ event: 'users', error: new Error('broken') }])
})
