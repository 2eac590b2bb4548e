export const nativeEn = {}

export const nativeZhCn: typeof nativeEn = {}
