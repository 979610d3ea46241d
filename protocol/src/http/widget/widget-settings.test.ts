import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { widgetSettings } from './widget-settings.ts'

const docs = join(import.meta.dir, '../../../../docs')
const texts = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !path.startsWith('decisions'))
  .map((path) => readFileSync(join(docs, path), 'utf8'))
  .join('\n')

test('every setting of a widget is named in the documents', () => {
  const unnamed = Object.keys(widgetSettings.shape).filter((name) => !texts.includes(`\`${name}\``))
  expect(unnamed).toEqual([])
})
