/** Place of a picture in its stage: `scale` 1 fits it in; x and y move its middle, pixels. */
export interface Zoom {
  scale: number
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

export const FITTED: Zoom = { scale: 1, x: 0, y: 0 }
const LARGEST = 8

/**
 * Zooms so that what is under the point stays there.
 * @param point from the middle of the stage
 * @param picture its size when it is fitted in
 */
export function zoomedAt(
  zoom: Zoom,
  factor: number,
  point: { x: number; y: number },
  picture: Size,
  stage: Size,
): Zoom {
  const scale = Math.min(LARGEST, Math.max(1, zoom.scale * factor))
  const grown = scale / zoom.scale
  return within(
    { scale, x: point.x - (point.x - zoom.x) * grown, y: point.y - (point.y - zoom.y) * grown },
    picture,
    stage,
  )
}

/** Keeps the picture's edges at or outside of the stage's, and centres a side that fits. */
export function within({ scale, x, y }: Zoom, picture: Size, stage: Size): Zoom {
  const limit = (place: number, side: number, room: number) => {
    const most = Math.max(0, (side * scale - room) / 2)
    return Math.min(most, Math.max(-most, place)) || 0
  }
  return { scale, x: limit(x, picture.width, stage.width), y: limit(y, picture.height, stage.height) }
}
