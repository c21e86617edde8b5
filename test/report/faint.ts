/** Runs in a browser: texts whose contrast with what lies behind them is below 4.5, each with the ratio. */
export const FAINT = String.raw`(() => {
  const rgb = text => (text.match(/[\d.]+/gu) ?? []).map(Number)
  const light = colour => {
    const [r, g, b] = colour.map(each => {
      const part = each / 255
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = element => {
    for (let each = element; each !== null; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor)
      if (colour[3] !== 0) return colour.slice(0, 3)
    }
    return [255, 255, 255]
  }
  const owners = [...document.querySelectorAll('body *')].filter(each =>
    each.tagName !== 'title' && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim() !== ''))
  return owners.flatMap(each => {
    const style = getComputedStyle(each)
    const colour = rgb(each instanceof SVGElement ? style.fill : style.color).slice(0, 3)
    const [a, b] = [light(colour), light(behind(each))].sort((x, y) => y - x)
    const ratio = (a + 0.05) / (b + 0.05)
    return ratio < 4.5 ? [each.tagName + ' ' + ratio.toFixed(2) + ' ' + each.textContent] : []
  })
})()`
