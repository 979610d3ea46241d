/** A square part of a picture, in pixels of the picture. */
export interface Crop {
  x: number
  y: number
  side: number
}

export interface Size {
  width: number
  height: number
}

/** Largest magnification of a picture. */
export const MOST_ZOOM = 4

/** The middle of the picture, as much of it as a square can have. */
export function firstCrop({ width, height }: Size): Crop {
  const side = Math.min(width, height)
  return { x: (width - side) / 2, y: (height - side) / 2, side }
}

/** Moves the square by pixels of the picture; it stays inside. */
export const moved = (crop: Crop, size: Size, x: number, y: number): Crop =>
  inside({ ...crop, x: crop.x + x, y: crop.y + y }, size)

/** @param zoom from 1 to `MOST_ZOOM`; the middle of the square stays where it is, as far as possible */
export function zoomed(crop: Crop, size: Size, zoom: number): Crop {
  const side = Math.min(size.width, size.height) / Math.min(MOST_ZOOM, Math.max(1, zoom))
  const shift = (crop.side - side) / 2
  return inside({ x: crop.x + shift, y: crop.y + shift, side }, size)
}

export const zoomOf = (crop: Crop, { width, height }: Size): number => Math.min(width, height) / crop.side

function inside({ x, y, side }: Crop, { width, height }: Size): Crop {
  return { x: Math.max(0, Math.min(x, width - side)), y: Math.max(0, Math.min(y, height - side)), side }
}
