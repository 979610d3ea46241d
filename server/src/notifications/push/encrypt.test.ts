import { expect, test } from 'bun:test'
import { createECDH } from 'node:crypto'
import { encryptFor } from './encrypt.ts'
import { browser } from './testing/push-browser.ts'

test('PUSH-3 a message is encrypted as the example of RFC 8291 has it', () => {
  const own = createECDH('prime256v1')
  own.setPrivateKey(Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'))
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  }
  const text = Buffer.from('When I grow up, I want to be a watermelon')
  const body = encryptFor(keys, text, own, Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'))
  expect(Buffer.from(body).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg' +
      'Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

test('PUSH-3 only the browser of the subscription reads a message, and each message has keys of its own', () => {
  const anna = browser()
  const boris = browser()
  const text = Buffer.from('Привет, Анна')
  const first = encryptFor(anna.keys, text)
  expect(anna.read(first)).toBe('Привет, Анна')
  expect(() => boris.read(first)).toThrow()
  expect(Buffer.from(encryptFor(anna.keys, text))).not.toEqual(Buffer.from(first))
})

test('PUSH-3 a key that is no point of the curve is refused', () => {
  const { keys } = browser()
  const point = Buffer.from(keys.p256dh, 'base64url')
  point[40] = (point[40] ?? 0) ^ 1
  expect(() => encryptFor({ ...keys, p256dh: point.toString('base64url') }, Buffer.from('x'))).toThrow()
})
