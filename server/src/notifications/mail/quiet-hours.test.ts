import { describe, expect, test } from 'bun:test'
import { quietUntil } from './quiet-hours.ts'

const at = (time: string) => Date.parse(time)
const until = (hours: string, zone: string, time: string) => {
  const end = quietUntil(hours, zone, at(time))
  return end === null ? null : new Date(end).toISOString().slice(0, 16)
}

describe('MAIL-7 quiet hours', () => {
  test('quiet hours end at the given time of the user’s own day', () => {
    expect(until('22:00-08:00', 'Europe/Berlin', '2026-01-10T20:59:00Z')).toBeNull()
    expect(until('22:00-08:00', 'Europe/Berlin', '2026-01-10T21:00:00Z')).toBe('2026-01-11T07:00')
    expect(until('22:00-08:00', 'Europe/Berlin', '2026-01-11T06:59:59Z')).toBe('2026-01-11T07:00')
    expect(until('22:00-08:00', 'Europe/Berlin', '2026-01-11T07:00:00Z')).toBeNull()
    expect(until('13:00-15:30', 'Asia/Kathmandu', '2026-01-10T08:00:30Z')).toBe('2026-01-10T09:45')
    expect(until('22:00-08:00', 'Nowhere/Land', '2026-01-10T23:00:00Z')).toBe('2026-01-11T08:00')
  })

  test('quiet hours end at the given time in the nights in which clocks are changed', () => {
    // forward at 2:00, back at 3:00
    expect(until('22:00-08:00', 'Europe/Berlin', '2026-03-28T22:00:00Z')).toBe('2026-03-29T06:00')
    expect(until('22:00-08:00', 'Europe/Berlin', '2026-10-24T21:00:00Z')).toBe('2026-10-25T07:00')
    // the end is a time that this night does not have, or has twice
    expect(until('22:00-02:30', 'Europe/Berlin', '2026-03-28T22:00:00Z')).toBe('2026-03-29T01:00')
    const twice = quietUntil('22:00-02:30', 'Europe/Berlin', at('2026-10-24T21:00:00Z'))
    expect(['2026-10-25T00:30', '2026-10-25T01:30']).toContain(new Date(twice ?? 0).toISOString().slice(0, 16))
    // by half an hour
    expect(until('22:00-08:00', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z')).toBe('2026-04-04T21:30')
  })
})
