// On the page at a former address: leads to the address of today, with the same anchor.
const now = document.getElementById("moved");
location.replace(now.href + location.search + location.hash);
