import { later } from '../ui/later.tsx'

/** Views of files that other views on demand show. */
export const Viewer = later(async () => (await import('../viewer/viewer.tsx')).Viewer)
export const TrayView = later(async () => (await import('../attaching/tray-view.tsx')).TrayView)
export const DropZone = later(async () => (await import('../attaching/drop-zone.tsx')).DropZone)
export const VoiceBar = later(async () => (await import('../voice/voice-bar.tsx')).VoiceBar)
