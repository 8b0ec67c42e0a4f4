/** Styles that come with the page that imports them. */
declare module '*.css';
