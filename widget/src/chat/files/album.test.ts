import { expect, test } from 'bun:test'
import { albumTiles, type Tile } from './album.ts'

const SHAPES = [0.5, 0.75, 1, 1.5, 2.5]
const albums = Array.from({ length: 9 }, (_, index) => index + 2).flatMap((count) =>
  SHAPES.map((shape, turn) => Array.from({ length: count }, (_, i) => SHAPES[(turn + i) % SHAPES.length] ?? shape)),
)

const overlap = (a: Tile, b: Tile): boolean =>
  a.x + a.width > b.x + 1e-9 && b.x + b.width > a.x + 1e-9 && a.y + a.height > b.y + 1e-9 && b.y + b.height > a.y + 1e-9

test.each(albums.map((shapes) => [shapes]))(
  'an album of %j fills its box, without a gap and without overlap',
  (shapes) => {
    const tiles = albumTiles(shapes)
    expect(tiles).toHaveLength(shapes.length)
    expect(tiles.reduce((area, { width, height }) => area + width * height, 0)).toBeCloseTo(1)
    for (const [index, tile] of tiles.entries()) {
      expect(Math.min(tile.width, tile.height)).toBeGreaterThan(0.12)
      for (const other of tiles.slice(index + 1)) expect(overlap(tile, other)).toBe(false)
    }
  },
)
