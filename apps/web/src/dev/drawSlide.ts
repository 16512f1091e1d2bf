/** A video track of a page with a few lines and bars, as somebody would share it. */
export function drawSlide(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 1280, height: 800 });
  const brush = canvas.getContext('2d');
  const [track] = canvas.captureStream(5).getVideoTracks();
  if (!brush || !track) throw new Error('this browser cannot film a canvas');
  paint(brush);
  const timer = setInterval(() => {
    // Whoever stops a track hears nothing of it.
    if (track.readyState === 'ended') return clearInterval(timer);
    return paint(brush);
  }, 250);
  return track;
}

function paint(brush: CanvasRenderingContext2D): void {
  brush.fillStyle = '#fdfcf8';
  brush.fillRect(0, 0, 1280, 800);
  brush.fillStyle = '#1b2421';
  brush.font = '600 54px sans-serif';
  brush.fillText('Visitors, by month', 90, 130);
  brush.fillStyle = '#0b7261';
  for (const [index, height] of [210, 260, 240, 330, 390, 370, 460].entries()) {
    brush.fillRect(100 + index * 155, 700 - height, 105, height);
  }
  brush.fillStyle = '#c9c5b8';
  brush.fillRect(90, 702, 1100, 3);
}
