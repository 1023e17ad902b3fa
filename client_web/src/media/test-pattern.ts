/**
 * A picture that is hard to compress, for measuring the way up without anyone's camera.
 */

const WIDTH = 1280
const HEIGHT = 720
const SQUARE = 40
const PERIOD_MS = 66

/** A moving picture of random squares; stopping the track stops the drawing. */
export function openTestPattern(): MediaStreamTrack | null {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const pen = canvas.getContext('2d')
  const track = canvas.captureStream(15).getVideoTracks()[0]
  if (!pen || !track) return null
  const timer = setInterval(() => {
    if (track.readyState === 'ended') {
      clearInterval(timer)
      return
    }
    for (let square = 0; square < 60; square += 1) {
      pen.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`
      pen.fillRect(Math.random() * WIDTH, Math.random() * HEIGHT, SQUARE, SQUARE)
    }
  }, PERIOD_MS)
  return track
}
