import { expect, test } from 'bun:test'
import type { UserCard } from '../types.ts'
import { createUsers } from './users.ts'

const card = (name: string, more: Partial<UserCard> = {}): UserCard => ({
  ...{ user_id: '1', name, avatar_url: null, profile_url: null, badge: null, placeholder: false },
  ...more,
})

test('an answer from before the site named the user does not bring the placeholder back', () => {
  const users = createUsers()
  users.learn([card('User 1', { placeholder: true })])
  expect(users.get('1')?.name).toBe('User 1')
  users.learn([card('Anna')])
  users.learn([card('User 1', { placeholder: true })])
  expect(users.get('1')?.name).toBe('Anna')
  users.learn([card('Deleted user', { placeholder: true, erased: true })])
  expect(users.get('1')?.erased).toBe(true)
})
