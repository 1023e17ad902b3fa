// The build of hls.js without what we do not use comes without types; they are those of the full one.
declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
