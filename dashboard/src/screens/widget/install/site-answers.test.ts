import { expect, test } from 'bun:test'
import { siteAnswers } from './site-answers.ts'

const SAVED = 'https://shop.example/users'
const NO_CALL = { last_success_at: null, last_failure: null }
const FAILURE = { at: 2, since: 2, count: 1, problem: 'refused', message: '' }

test('SETUP-2 names and avatars are ticked off when the site has answered at the saved address', () => {
  expect(siteAnswers(SAVED, { tested: null, status: null })).toBe(false)
  expect(siteAnswers(SAVED, { tested: null, status: NO_CALL })).toBe(false)
  expect(siteAnswers(SAVED, { tested: null, status: { ...NO_CALL, last_success_at: 1 } })).toBe(true)
  expect(siteAnswers(SAVED, { tested: null, status: { last_success_at: 1, last_failure: FAILURE } })).toBe(false)
})

test('SETUP-2 a test ticks names and avatars off for the address that was tested', () => {
  expect(siteAnswers(SAVED, { tested: SAVED, status: NO_CALL })).toBe(true)
  expect(siteAnswers(SAVED, { tested: `${SAVED}/old`, status: NO_CALL })).toBe(false)
  expect(siteAnswers(null, { tested: null, status: null })).toBe(false)
})
