import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { flags, npmChromium } from './chromium.ts'

test('the browser of the tests comes with npm install, and draws French (case U13)', async () => {
  const { executablePath, env } = await npmChromium()
  expect(executablePath).toContain('/node_modules/')
  const browser = await chromium.launch({ executablePath, args: flags, env: { ...process.env, ...env } })
  try {
    const page = await browser.newPage()
    await page.setContent('<canvas></canvas>')
    // A letter that no font has is drawn as the same box as this one, which no font can have.
    const boxes = await page.evaluate(() => {
      const canvas = document.querySelector('canvas')
      const pen = canvas?.getContext('2d')
      if (!canvas || !pen) return ['no canvas']
      const draw = (letter: string) => {
        pen.reset()
        pen.font = '40px system-ui'
        pen.fillText(letter, 10, 60)
        return canvas.toDataURL()
      }
      const box = draw('\u{10FFFE}')
      return [...'éèêàùçîÉÀ’…–0123456789'].filter((letter) => draw(letter) === box)
    })
    expect(boxes).toEqual([])
  } finally {
    await browser.close()
  }
})

test('a machine that lacks its libraries finds them in the package (case U13)', async () => {
  const { executablePath, libraries } = await npmChromium()
  // The loader lists what it would load, and where from.
  const env = { LD_TRACE_LOADED_OBJECTS: '1', LD_LIBRARY_PATH: libraries }
  const { stdout } = await promisify(execFile)(executablePath, [], { env })
  expect(stdout).not.toContain('not found')
  expect(stdout).toContain(`libnss3.so => ${libraries}/libnss3.so`)
})
