/** The last part of an image's name, without tag and digest: the program that it is of, most often. */
export function imageName(image: string): string {
  const [name = ''] = image.slice(image.lastIndexOf('/') + 1).split(/[:@]/, 1);
  return name;
}
