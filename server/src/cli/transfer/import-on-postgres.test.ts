import { expect, test } from 'bun:test'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { runCli } from '../run-cli.ts'

test('SITE-13 on PostgreSQL, widgets created after an import get higher numbers than the imported one', async () => {
  const { url, remove } = await testPostgresWithTables()
  const lines: string[] = []
  const imbachat = (...args: string[]) =>
    runCli(args, {
      env: { DATABASE_URL: url, SECRET: 'a secret of at least thirty-two characters' },
      print: (line) => void lines.push(line),
      complain: (line) => void lines.push(line),
      readInput: async () => '{}',
    })
  expect(await imbachat('widget', 'import', '--id', '500', '--json')).toBe(0)
  expect(await imbachat('widget', 'import', '--id', '500')).toBe(1)
  expect(await imbachat('widget', 'create', '--name', 'Next', '--json')).toBe(0)
  const ids = lines.filter((line) => line.startsWith('{')).map((line) => (JSON.parse(line) as { id: number }).id)
  expect(ids).toEqual([500, 501])
  await remove()
})
