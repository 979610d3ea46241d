/** A picture's place in an album, as shares of the album's box. */
export interface Tile {
  x: number
  y: number
  width: number
  height: number
}

/** Pictures in each row of an album, by their number. */
const ROWS: Record<number, number[]> = {
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [3, 2, 3],
  9: [3, 3, 3],
  10: [3, 3, 4],
}

/** Wider than this, a picture is wide; narrower than the inverse, it is tall. */
const WIDE = 1.2

/**
 * Places pictures in rows, in reading order; each row is as wide as the album.
 * @param shapes width ÷ height of each picture; two or more
 */
export function albumTiles(shapes: readonly number[]): Tile[] {
  const [first = 1] = shapes
  if (shapes.length === 2) return shapes.every((shape) => shape > WIDE) ? rows(shapes, [1, 1]) : rows(shapes, [2])
  if (shapes.length === 3) return first < 1 / WIDE ? besideColumn(shapes) : rows(shapes, [1, 2])
  if (shapes.length === 4) return first < 1 / WIDE ? besideColumn(shapes) : rows(shapes, first > WIDE ? [1, 3] : [2, 2])
  return rows(shapes, ROWS[shapes.length] ?? [shapes.length])
}

/** Rows that fill the box; those of wide pictures are lower than those of tall ones. */
function rows(shapes: readonly number[], counts: readonly number[]): Tile[] {
  const rest = [...shapes]
  const parts = counts.map((count) => rest.splice(0, count).map((shape) => clamp(shape, 0.6, 1.8)))
  const heights = parts.map((row) => 1 / sum(row))
  const all = sum(heights)
  let y = 0
  return parts.flatMap((row, index) => {
    const height = (heights[index] ?? 0) / all
    let x = 0
    const tiles = row.map((shape) => {
      const width = shape / sum(row)
      const tile = { x, y, width, height }
      x += width
      return tile
    })
    y += height
    return tiles
  })
}

/** A tall picture, and the others in a column beside it. */
function besideColumn([, ...others]: readonly number[]): Tile[] {
  const width = 0.62
  const height = 1 / others.length
  const column = others.map((_, index) => ({ x: width, y: index * height, width: 1 - width, height }))
  return [{ x: 0, y: 0, width, height: 1 }, ...column]
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
