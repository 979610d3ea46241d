/** The chat shows pictures of pixels only. */
export const LAMP = '/things/lamp.webp'
