import { expect, test } from 'bun:test'
import { csvLine } from './csv.ts'

test('AUDIT-7 a cell that a spreadsheet would take for a formula is text, and quotes and lines stay in their cell', () => {
  expect(csvLine(['plain', 'a,b', 'say "hi"', 'two\nlines', ''])).toBe('plain,"a,b","say ""hi""","two\nlines",\r\n')
  expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])).toBe(`'=1+1,'+1,'-1,'@SUM(A1),'\t=1,"'\r=1"\r\n`)
  expect(csvLine(['=HYPERLINK("https://a.example","x")'])).toBe(`"'=HYPERLINK(""https://a.example"",""x"")"\r\n`)
})
