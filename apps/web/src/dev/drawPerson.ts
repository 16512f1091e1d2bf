const WIDTH = 640;
const HEIGHT = 360;

/** A video track with somebody in front of a wall. */
export function drawPerson(seed: number): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  const brush = canvas.getContext('2d');
  const [track] = canvas.captureStream(10).getVideoTracks();
  if (!brush || !track) throw new Error('this browser cannot film a canvas');
  paint(brush, seed);
  const timer = setInterval(() => paint(brush, seed), 100);
  track.addEventListener('ended', () => clearInterval(timer));
  return track;
}

function paint(brush: CanvasRenderingContext2D, seed: number): void {
  const hue = (seed * 67 + 20) % 360;
  const wall = brush.createLinearGradient(0, 0, WIDTH, HEIGHT);
  wall.addColorStop(0, `hsl(${hue} 25% 72%)`);
  wall.addColorStop(1, `hsl(${hue + 30} 22% 42%)`);
  brush.fillStyle = wall;
  brush.fillRect(0, 0, WIDTH, HEIGHT);
  brush.fillStyle = `hsl(${hue + 180} 28% 30%)`;
  fillEllipse(brush, { x: WIDTH / 2, y: HEIGHT + 40, width: 150, height: 170 });
  brush.fillStyle = `hsl(${20 + (seed % 3) * 6} 38% ${72 - (seed % 4) * 12}%)`;
  fillEllipse(brush, { x: WIDTH / 2 + Math.sin(Date.now() / 900 + seed) * 4, y: 165, width: 62, height: 80 });
}

type Ellipse = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function fillEllipse(brush: CanvasRenderingContext2D, { x, y, width, height }: Ellipse): void {
  brush.beginPath();
  brush.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
  brush.fill();
}
