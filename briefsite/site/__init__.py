"""From pages to a folder of static files: render, build, index, look once more, print."""
