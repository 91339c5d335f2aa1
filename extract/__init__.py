"""jianbao: Chinese newspaper text into structured records."""
