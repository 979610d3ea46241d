import { later } from '../later.tsx'

/** Views of files that other views on demand show. */
export const Viewer = later(async () => (await import('./viewer.tsx')).Viewer)
export const TrayView = later(async () => (await import('./tray-view.tsx')).TrayView)
export const DropZone = later(async () => (await import('./drop-zone.tsx')).DropZone)
export const VoiceBar = later(async () => (await import('./voice-bar.tsx')).VoiceBar)
