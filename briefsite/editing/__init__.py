"""What writes briefs for an editor: begin, lay out, rename, describe the format."""
