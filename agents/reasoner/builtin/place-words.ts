/** Words of a scene's name that may be a place: "cuprite_2019_l2a" → cuprite. */
export function placeWords(scene: string): string[] {
  const common = [
    'scene',
    'demo',
    'gossan',
    'image',
    'reflectance',
    'emit',
    'enmap',
    'aviris',
    'prisma',
    'synthetic',
    'subset',
    'window',
    'cube',
    'corr',
  ];
  return scene
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 4 && !common.includes(word));
}
