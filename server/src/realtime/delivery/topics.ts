/** Names of Bun's topics. Each name begins with the widget, so no site's connection receives events of another site. */
export const roomTopic = (widgetId: number, roomId: number) => `w/${widgetId}/r/${roomId}`
export const presenceTopic = (widgetId: number, userId: string) => `w/${widgetId}/p/${userId}`

/** The widget that a topic belongs to. */
export const widgetOf = (topic: string) => Number.parseInt(topic.slice('w/'.length), 10)
