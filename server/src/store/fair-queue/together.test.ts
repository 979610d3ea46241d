import { expect, test } from 'bun:test'
import { together } from './together.ts'

const failed = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))

test('the answers come in the order of the statements', async () => {
  expect(await together(Promise.resolve(1), Promise.resolve('two'))).toEqual([1, 'two'])
})

test('the error is the one that failed the transaction, though an earlier statement ran after it', async () => {
  const refused = await together(Promise.resolve(1), failed('25P02'), failed('40P01'), failed('25P02')).catch(
    (error: Error) => error,
  )
  expect(refused).toMatchObject({ code: '40P01' })
})

test('a failure is known when all statements have ended', async () => {
  const slow = Promise.withResolvers<void>()
  let ended = false
  const all = together(failed('40P01'), slow.promise).catch(() => {
    ended = true
  })
  await Promise.resolve()
  expect(ended).toBe(false)
  slow.resolve()
  await all
  expect(ended).toBe(true)
})
