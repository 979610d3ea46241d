/** Drawings of the demo site, made here so that it needs no network. SVG by path. */
const tile = (from: string, to: string, drawing: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><rect width="160" height="100" fill="url(#g)"/><g fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">${drawing}</g></svg>`

const face = (background: string, skin: string, hair: string, cut: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="${background}"/><path d="M14 96c2-22 16-30 34-30s32 8 34 30z" fill="#fff" opacity=".92"/><circle cx="48" cy="42" r="20" fill="${skin}"/><path d="${cut}" fill="${hair}"/><g fill="#2b2320"><circle cx="41" cy="43" r="2.2"/><circle cx="55" cy="43" r="2.2"/></g><path d="M42 52q6 5 12 0" fill="none" stroke="#2b2320" stroke-width="2" stroke-linecap="round"/></svg>`

export const pictures: Record<string, string> = {
  '/avatars/anna.svg': face(
    '#8ecae6',
    '#f4cfae',
    '#c9772b',
    'M26 66c-4-34 4-48 22-48s26 14 22 48c-6-6-6-20-8-28-12 2-22-1-27-6-2 10-3 28-9 34z',
  ),
  '/avatars/boris.svg': face(
    '#95d5b2',
    '#eabf9a',
    '#3d2b1f',
    'M27 40c-2-16 8-24 21-24s23 8 21 24c-4-8-8-10-10-10H37c-4 0-8 4-10 10z',
  ),
  // the same people after a visit to the hairdresser: a changed avatar for tests
  '/avatars/anna-new.svg': face(
    '#ffc8dd',
    '#f4cfae',
    '#5a3e8e',
    'M26 44c-2-20 8-28 22-28s24 8 22 28c-6-10-14-12-22-12s-16 2-22 12z',
  ),
  '/favicon.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M6 20q5-5 10 0t10 0M16 6v11M11 11h10" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>',
  '/things/kayak.svg': tile(
    '#0ea5e9',
    '#0f766e',
    '<path d="M22 58q58 26 116 0q-58-14-116 0zM62 22l36 60M58 26l8-6M94 84l8-6"/><path d="M14 80q12-8 24 0t24 0t24 0t24 0t24 0" opacity=".6"/>',
  ),
  '/things/bicycle.svg': tile(
    '#f97316',
    '#db2777',
    '<circle cx="50" cy="62" r="20"/><circle cx="112" cy="62" r="20"/><path d="M50 62l16-30h32l14 30M66 32l16 30h-32M82 62l18-30M60 26h12M98 32l-4-10h12"/>',
  ),
  '/things/plant.svg': tile(
    '#16a34a',
    '#065f46',
    '<path d="M64 70h32l-5 22H69zM80 70V40M80 58q-26 2-30-24q26-2 30 24M80 48q22 0 28-28q-26 2-28 28"/>',
  ),
  '/things/lamp.svg': tile(
    '#eab308',
    '#b45309',
    '<path d="M64 36h32v38H64zM58 80h44M68 36q12-22 24 0M80 14v6M74 62q6-18 6-18q8 12 6 18a6 6 0 0 1-12 0"/><path d="M44 44l-10-6M44 60l-10 4M116 44l10-6M116 60l10 4" opacity=".7"/>',
  ),
  '/things/guitar.svg': tile(
    '#8b5cf6',
    '#4c1d95',
    '<path d="M56 50a14 14 0 1 0 12 24q10-2 10-12a14 14 0 1 0-22-12zM76 54l42-36M112 14l12 10"/><circle cx="64" cy="64" r="5"/>',
  ),
  '/things/lessons.svg': tile(
    '#ec4899',
    '#9d174d',
    '<path d="M80 34q-18-12-40-6v46q22-6 40 6q18-12 40-6V28q-22-6-40 6zM80 34v46M52 44q8-2 16 2M52 58q8-2 16 2M92 46q8-4 16-2M92 60q8-4 16-2"/>',
  ),
}
