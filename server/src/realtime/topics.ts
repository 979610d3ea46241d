/** Names of Bun's topics. Every one begins with the widget: nobody hears another site's users. */
export const roomTopic = (widgetId: number, roomId: number) => `w/${widgetId}/r/${roomId}`
export const presenceTopic = (widgetId: number, userId: string) => `w/${widgetId}/p/${userId}`

/** Whose topic it is. */
export const widgetOf = (topic: string) => Number.parseInt(topic.slice('w/'.length), 10)
