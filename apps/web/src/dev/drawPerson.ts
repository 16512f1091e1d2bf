const PIXELS = 640 * 360;

/** A video track with somebody in front of a wall, of any shape. */
export function drawPerson(seed: number, ratio = 16 / 9): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {
    width: Math.round(Math.sqrt(PIXELS * ratio)),
    height: Math.round(Math.sqrt(PIXELS / ratio)),
  });
  const brush = canvas.getContext('2d');
  const [track] = canvas.captureStream(10).getVideoTracks();
  if (!brush || !track) throw new Error('this browser cannot film a canvas');
  paint(brush, seed);
  const timer = setInterval(() => {
    // Whoever stops a track hears nothing of it.
    if (track.readyState === 'ended') return clearInterval(timer);
    return paint(brush, seed);
  }, 100);
  return track;
}

function paint(brush: CanvasRenderingContext2D, seed: number): void {
  const { width, height } = brush.canvas;
  const hue = (seed * 67 + 20) % 360;
  const wall = brush.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, `hsl(${hue} 25% 72%)`);
  wall.addColorStop(1, `hsl(${hue + 30} 22% 42%)`);
  brush.fillStyle = wall;
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = `hsl(${hue + 180} 28% 30%)`;
  fillEllipse(brush, { x: width / 2, y: height + 40, width: 150, height: 170 });
  brush.fillStyle = `hsl(${20 + (seed % 3) * 6} 38% ${72 - (seed % 4) * 12}%)`;
  fillEllipse(brush, { x: width / 2 + Math.sin(Date.now() / 900 + seed) * 4, y: height * 0.46, width: 62, height: 80 });
}

type Ellipse = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function fillEllipse(brush: CanvasRenderingContext2D, { x, y, width, height }: Ellipse): void {
  brush.beginPath();
  brush.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
  brush.fill();
}
