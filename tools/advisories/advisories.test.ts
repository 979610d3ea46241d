import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { problems, readAccepted, readAudit } from './advisories.ts'

const document = (rows: string) => `# Advisories

| advisory | package | why it stays | look again |
|---|---|---|---|
${rows}`

/** In npm's form: a package that is only reached through another one has its name in `via`. */
const audit = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    inner: {
      name: 'inner',
      via: [
        {
          source: 1,
          title: 'Reads too much',
          url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
          severity: 'high',
        },
      ],
    },
    outer: { name: 'outer', via: ['inner'] },
  },
})
const ACCEPTED = '| GHSA-aaaa-bbbb-cccc | inner | the server never calls it | 2027-03-01 |'

test('an advisory that the document does not explain is named once, with its package', () => {
  expect(problems(readAudit(audit), [], '2027-01-01')).toEqual(['GHSA-aaaa-bbbb-cccc (high) in inner: Reads too much'])
})

test('an advisory that the document explains stays until its date', () => {
  const accepted = readAccepted(document(ACCEPTED))
  expect(problems(readAudit(audit), accepted, '2027-02-28')).toEqual([])
  expect(problems(readAudit(audit), accepted, '2027-03-01')).toEqual([
    'GHSA-aaaa-bbbb-cccc in inner was accepted until 2027-03-01: look at it again',
  ])
})

test('an explained advisory that is no longer reported must leave the document', () => {
  const none = readAudit(JSON.stringify({ vulnerabilities: {} }))
  expect(problems(none, readAccepted(document(ACCEPTED)), '2027-01-01')).toEqual([
    'GHSA-aaaa-bbbb-cccc is no longer reported: take it out of docs/operate/advisories.md',
  ])
})

test('a registry that does not answer is an error, never a clean audit', () => {
  for (const answer of ['', '<html>', JSON.stringify({ message: '405 Method Not Allowed' })]) {
    expect(() => readAudit(answer)).toThrow(/^npm audit/)
  }
})

test('each row of the document is one that the check reads', () => {
  const text = readFileSync(join(resolve(import.meta.dir, '../..'), 'docs/operate/advisories.md'), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| GHSA'))
  expect(readAccepted(text)).toHaveLength(rows.length)
})
