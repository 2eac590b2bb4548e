export const windowEn = {
  close: 'Close',
}

export const windowZhCn: typeof windowEn = {
  close: '关闭',
}
