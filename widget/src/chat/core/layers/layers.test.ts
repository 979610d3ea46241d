import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addLayer, closeLayers, layerCount } from './layers.ts'

test('PAGE-9 a step back closes the top layer, and the conversation last', () => {
  const closed: string[] = []
  const add = (name: string, isBottom = false) => addLayer(() => closed.push(name), isBottom)
  const ends = [add('search'), add('conversation', true), add('sheet')]
  expect(layerCount()).toBe(3)
  closeLayers(1)
  expect(closed).toEqual(['sheet'])
  ends[2]?.()
  closeLayers(2)
  expect(closed).toEqual(['sheet', 'search', 'conversation'])
  for (const end of ends) end()
  expect(layerCount()).toBe(0)
})

test('PAGE-9 each view that lies over another one is a layer', () => {
  const views = join(import.meta.dir, '../..')
  const files = readdirSync(views, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))
  const over = files.filter((file) => /showModal\(|role="menu"/.test(readFileSync(join(views, file), 'utf8')))
  expect(over.length).toBeGreaterThan(2)
  expect(over.filter((file) => !readFileSync(join(views, file), 'utf8').includes('useLayer('))).toEqual([])
})
